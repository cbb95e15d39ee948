// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import dev.fovea.data.ImageShape;
import dev.fovea.tensor.FoveaException;

/** One decoded image: grey or RGB, unsigned bytes in channel, row, column order. */
public final class Picture {
  private final ImageShape shape;
  private final byte[] samples;

  /** Takes the array over without copying. */
  public Picture(ImageShape shape, byte[] samples) {
    if (samples.length != shape.bytes()) {
      throw new FoveaException("%d samples for a picture of %s", samples.length, shape);
    }
    this.shape = shape;
    this.samples = samples;
  }

  public ImageShape shape() {
    return shape;
  }

  /** The samples themselves, not a copy. */
  public byte[] samples() {
    return samples;
  }

  /**
   * The same picture in 1 (grey) or 3 (RGB) channels; grey is {@code (19595 R + 38470 G + 7471 B +
   * 32768) >> 16}, Pillow's rounding of ITU-R 601-2 luma.
   */
  public Picture toChannels(int channels) {
    if (channels == shape.channels()) {
      return this;
    }
    ImageShape converted = new ImageShape(channels, shape.height(), shape.width());
    int plane = shape.height() * shape.width();
    byte[] result = new byte[converted.bytes()];
    if (shape.channels() == 1 && channels == 3) {
      for (int c = 0; c < 3; c++) {
        System.arraycopy(samples, 0, result, c * plane, plane);
      }
    } else if (shape.channels() == 3 && channels == 1) {
      for (int p = 0; p < plane; p++) {
        int red = samples[p] & 0xff;
        int green = samples[plane + p] & 0xff;
        int blue = samples[2 * plane + p] & 0xff;
        result[p] = (byte) ((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
      }
    } else {
      throw new FoveaException(
          "a picture of %d channels cannot be given %d; expected 1 (grey) or 3 (RGB)",
          shape.channels(), channels);
    }
    return new Picture(converted, result);
  }

  /** The same picture at another size. */
  public Picture resized(int height, int width, Resample filter) {
    Resizer resizer = new Resizer(height, width, filter);
    byte[] result = new byte[resizer.target(shape).bytes()];
    resizer.resize(samples, 0, shape, result, 0);
    return new Picture(resizer.target(shape), result);
  }
}
