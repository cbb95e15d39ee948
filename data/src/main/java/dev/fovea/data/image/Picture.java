// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import dev.fovea.data.ImageBytes;
import dev.fovea.data.ImageShape;
import dev.fovea.tensor.FoveaException;

/** One decoded image: grey or RGB, unsigned bytes. */
public final class Picture {
  private final ImageBytes bytes;
  private byte[] samples;

  /** Takes the array over without copying. */
  public Picture(ImageBytes bytes) {
    this.bytes = bytes;
  }

  /** Takes the array, in channel, row, column order, over without copying. */
  public Picture(ImageShape shape, byte[] samples) {
    if (samples.length != shape.bytes()) {
      throw new FoveaException("%d samples for a picture of %s", samples.length, shape);
    }
    this.bytes = ImageBytes.of(shape, samples, 0);
  }

  public ImageShape shape() {
    return bytes.shape();
  }

  /** The samples where they lie. */
  public ImageBytes bytes() {
    return bytes;
  }

  /** The samples in channel, row, column order; not a copy where they lie so. */
  public byte[] samples() {
    if (samples == null) {
      samples = bytes.samples();
    }
    return samples;
  }

  /**
   * The same picture in 1 (grey) or 3 (RGB) channels; grey is {@code (19595 R + 38470 G + 7471 B +
   * 32768) >> 16}, Pillow's rounding of ITU-R 601-2 luma.
   */
  public Picture toChannels(int channels) {
    if (channels == shape().channels()) {
      return this;
    }
    if (shape().channels() == 1 && channels == 3) {
      return new Picture(bytes.repeated(3));
    }
    if (shape().channels() == 3 && channels == 1) {
      return grey();
    }
    throw new FoveaException(
        "a picture of %d channels cannot be given %d; expected 1 (grey) or 3 (RGB)",
        shape().channels(), channels);
  }

  private Picture grey() {
    ImageShape grey = new ImageShape(1, shape().height(), shape().width());
    byte[] from = samples();
    byte[] result = new byte[grey.bytes()];
    for (int p = 0; p < result.length; p++) {
      int red = from[p] & 0xff;
      int green = from[result.length + p] & 0xff;
      int blue = from[2 * result.length + p] & 0xff;
      result[p] = (byte) ((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
    }
    return new Picture(grey, result);
  }

  /** The same picture at another size. */
  public Picture resized(int height, int width, Resample filter) {
    Resizer resizer = new Resizer(height, width, filter);
    byte[] result = new byte[resizer.target(shape()).bytes()];
    resizer.resize(bytes, result, 0);
    return new Picture(resizer.target(shape()), result);
  }
}
