// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.shapes;

import dev.fovea.data.Dataset;
import dev.fovea.data.DatasetSplits;
import dev.fovea.data.ImageShape;
import dev.fovea.tensor.Draw;
import dev.fovea.tensor.FoveaException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Generated grey pictures of 28 x 28 pixels in ten classes, a figure each, of random place, size
 * and brightness on a noisy ground. Image {@code i} has class {@code i mod 10}.
 */
public final class ShapesDataset implements Dataset {
  private static final int SIDE = 28;
  private static final ImageShape SHAPE = new ImageShape(1, SIDE, SIDE);
  private static final List<String> LABELS =
      Arrays.stream(Figure.values()).map(f -> f.name().toLowerCase(Locale.ROOT)).toList();
  private static final long STREAM = 0x5348_4150L << 32;

  private final long seed;
  private final int part;
  private final int size;

  /**
   * @param part tells disjoint sets of one seed apart: 0 to train, 1 to test
   * @param size number of images, at least 1
   */
  public ShapesDataset(long seed, int part, int size) {
    if (size < 1) {
      throw new FoveaException("shapes: %d images, expected at least 1", size);
    }
    this.seed = seed;
    this.part = part;
    this.size = size;
  }

  /** A training and a test part of the given sizes. */
  public static DatasetSplits splits(long seed, int train, int test) {
    return new DatasetSplits(new ShapesDataset(seed, 0, train), new ShapesDataset(seed, 1, test));
  }

  @Override
  public String name() {
    return "shapes";
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public List<String> labels() {
    return LABELS;
  }

  @Override
  public ImageShape shape(int index) {
    return SHAPE;
  }

  @Override
  public int label(int index) {
    return Objects.checkIndex(index, size) % LABELS.size();
  }

  @Override
  public void read(int index, byte[] destination, int offset) {
    Figure figure = Figure.values()[label(index)];
    double radius = 6 + 5 * draw(index, 0);
    double centreX = radius + 1 + (SIDE - 2 - 2 * radius) * draw(index, 1);
    double centreY = radius + 1 + (SIDE - 2 - 2 * radius) * draw(index, 2);
    double ground = 60 * draw(index, 3);
    double light = 130 + 110 * draw(index, 4);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double covered = coverage(figure, (x - centreX) / radius, (y - centreY) / radius, radius);
        double noise = 30 * (draw(index, 8 + y * SIDE + x) - 0.5);
        double value = ground + (light - ground) * covered + noise;
        destination[offset + y * SIDE + x] = (byte) Math.round(Math.max(0, Math.min(255, value)));
      }
    }
  }

  /** Share of a pixel inside the figure, from 2 x 2 points. */
  private static double coverage(Figure figure, double x, double y, double radius) {
    double half = 0.5 / radius;
    int hits = 0;
    for (int corner = 0; corner < 4; corner++) {
      hits += figure.covers(x + half * (corner & 1), y + half * (corner >> 1)) ? 1 : 0;
    }
    return hits / 4.0;
  }

  /** Uniform in [0, 1). */
  private double draw(int index, int counter) {
    long stream = STREAM + ((long) part << 31) + index;
    return Draw.uniform(seed, stream, counter);
  }
}
