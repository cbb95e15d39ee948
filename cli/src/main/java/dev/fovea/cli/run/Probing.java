// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.data.ImageShape;
import dev.fovea.report.plot.Raster;
import dev.fovea.train.Predictor;
import dev.fovea.train.View;
import dev.fovea.train.metric.Logits;
import java.util.Arrays;

/**
 * How a prediction changes with the image: parts of it covered, all of it moved. Many variants of
 * one image go through the network in batches.
 */
record Probing(Predictor predictor, ImageShape shape, int classes) {
  /** Variants in a batch; also what the predictor is compiled for. */
  static final int BATCH = 32;

  /** A way to make the {@code i}-th variant of an image. */
  private interface Variant {
    void write(float[] image, int i, float[] to, int offset);
  }

  /**
   * What moved images are taken for; rows are shifts down, columns shifts to the right. The unmoved
   * one is in the middle.
   */
  record Shifts(Raster probability, boolean[] kept) {
    /** How many copies were moved. */
    int moved() {
      return kept.length - 1;
    }

    /** How many of those are taken for the same class. */
    int stable() {
      int count = 0;
      for (int i = 0; i < kept.length; i++) {
        count += kept[i] && i != kept.length / 2 ? 1 : 0;
      }
      return count;
    }
  }

  /** Probabilities of the image's classes. */
  double[] probabilities(float[] image) {
    return all(
        image, 1, (from, i, to, offset) -> System.arraycopy(from, 0, to, offset, from.length))[0];
  }

  /**
   * How much the probability of a class falls where the image is covered by its own mean: at each
   * pixel the mean over all squares that cover it (Zeiler and Fergus 2014).
   */
  Raster occlusion(float[] image, int label) {
    int side = Math.max(1, Math.round(Math.min(shape.height(), shape.width()) / 6f));
    int step = Math.max(1, side / 3);
    int rows = 1 + (shape.height() - side + step - 1) / step;
    int columns = 1 + (shape.width() - side + step - 1) / step;
    float[] means = means(image);
    double[][] covered =
        all(
            image,
            rows * columns,
            (from, i, to, offset) -> {
              System.arraycopy(from, 0, to, offset, from.length);
              int top = at(i / columns, step, side, shape.height());
              int left = at(i % columns, step, side, shape.width());
              for (int c = 0; c < shape.channels(); c++) {
                for (int y = top; y < top + side; y++) {
                  int row = offset + (c * shape.height() + y) * shape.width() + left;
                  Arrays.fill(to, row, row + side, means[c]);
                }
              }
            });
    double before = probabilities(image)[label];
    double[] sums = new double[shape.height() * shape.width()];
    int[] counts = new int[sums.length];
    for (int i = 0; i < covered.length; i++) {
      int top = at(i / columns, step, side, shape.height());
      int left = at(i % columns, step, side, shape.width());
      for (int y = top; y < top + side; y++) {
        for (int x = left; x < left + side; x++) {
          sums[y * shape.width() + x] += before - covered[i][label];
          counts[y * shape.width() + x]++;
        }
      }
    }
    float[] heat = new float[sums.length];
    for (int i = 0; i < heat.length; i++) {
      heat[i] = (float) (sums[i] / counts[i]);
    }
    return new Raster(shape.height(), shape.width(), heat);
  }

  /** The last square ends at the border. */
  private static int at(int place, int step, int side, int size) {
    return Math.min(place * step, size - side);
  }

  private float[] means(float[] image) {
    int plane = shape.height() * shape.width();
    float[] means = new float[shape.channels()];
    for (int c = 0; c < means.length; c++) {
      double sum = 0;
      for (int i = c * plane; i < (c + 1) * plane; i++) {
        sum += image[i];
      }
      means[c] = (float) (sum / plane);
    }
    return means;
  }

  /** What the image is taken for when it moves by up to {@code reach} pixels. */
  Shifts shifts(float[] image, int label, int reach) {
    int side = 2 * reach + 1;
    float[] moved = new float[image.length];
    double[][] found =
        all(
            image,
            side * side,
            (from, i, to, offset) -> {
              new View(false, i / side - reach, i % side - reach).look(from, moved, 1, shape);
              System.arraycopy(moved, 0, to, offset, moved.length);
            });
    float[] probability = new float[found.length];
    boolean[] kept = new boolean[found.length];
    for (int i = 0; i < found.length; i++) {
      probability[i] = (float) found[i][label];
      kept[i] = Arrays.stream(found[i]).max().orElse(0) == found[i][label];
    }
    return new Shifts(new Raster(side, side, probability), kept);
  }

  private double[][] all(float[] image, int variants, Variant variant) {
    double[][] result = new double[variants][];
    float[] batch = new float[BATCH * shape.bytes()];
    for (int from = 0; from < variants; from += BATCH) {
      int n = Math.min(BATCH, variants - from);
      for (int i = 0; i < n; i++) {
        variant.write(image, from + i, batch, i * shape.bytes());
      }
      float[] logits = predictor.logits(batch, BATCH);
      for (int i = 0; i < n; i++) {
        float[] row = Arrays.copyOfRange(logits, i * classes, (i + 1) * classes);
        result[from + i] = Classifier.softmax(row);
      }
    }
    return result;
  }

  /** The likeliest class. */
  static int likeliest(double[] probabilities) {
    float[] row = new float[probabilities.length];
    for (int c = 0; c < row.length; c++) {
      row[c] = (float) probabilities[c];
    }
    return Logits.argmax(row, 0, row.length);
  }
}
