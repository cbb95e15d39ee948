// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data;

import dev.fovea.tensor.FoveaException;
import java.util.List;
import java.util.Objects;

/** A dataset of equally sized images that lies in memory, one byte a sample. */
public final class MemoryDataset implements Dataset {
  private final String name;
  private final List<String> labels;
  private final ImageShape shape;
  private final byte[] pixels;
  private final byte[] classes;

  /**
   * Takes the arrays over without copying; the caller must not write to them afterwards.
   *
   * @param pixels image after image, each {@code shape.bytes()} long
   * @param classes one unsigned byte an image
   */
  public MemoryDataset(
      String name, List<String> labels, ImageShape shape, byte[] pixels, byte[] classes) {
    this.name = name;
    this.labels = List.copyOf(labels);
    this.shape = shape;
    this.pixels = pixels;
    this.classes = classes;
    if (classes.length == 0 || pixels.length != (long) classes.length * shape.bytes()) {
      throw new FoveaException(
          "%s: %d labels and %d pixel bytes; expected at least one label and %d bytes for each",
          name, classes.length, pixels.length, shape.bytes());
    }
    for (int i = 0; i < classes.length; i++) {
      int label = classes[i] & 0xff;
      if (label >= labels.size()) {
        throw new FoveaException(
            "%s: image %d has label %d, but labels go from 0 to %d; the label file is not of this"
                + " dataset or damaged",
            name, i, label, labels.size() - 1);
      }
    }
  }

  /** A copy in memory of a set whose images have one size. */
  public static MemoryDataset copyOf(Dataset source) {
    ImageShape shape = source.shape(0);
    byte[] pixels = new byte[Math.multiplyExact(source.size(), shape.bytes())];
    byte[] classes = new byte[source.size()];
    for (int i = 0; i < source.size(); i++) {
      source.read(i, pixels, i * shape.bytes());
      classes[i] = (byte) source.label(i);
    }
    return new MemoryDataset(source.name(), source.labels(), shape, pixels, classes);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return classes.length;
  }

  @Override
  public List<String> labels() {
    return labels;
  }

  @Override
  public ImageShape shape(int index) {
    return shape;
  }

  @Override
  public int label(int index) {
    return classes[index] & 0xff;
  }

  @Override
  public void read(int index, byte[] destination, int offset) {
    Objects.checkIndex(index, classes.length);
    System.arraycopy(pixels, index * shape.bytes(), destination, offset, shape.bytes());
  }

  @Override
  public ImageBytes image(int index) {
    Objects.checkIndex(index, classes.length);
    return ImageBytes.of(shape, pixels, index * shape.bytes());
  }
}
