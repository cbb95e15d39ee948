// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data;

import dev.fovea.tensor.FoveaException;

/** The extent of one image: channels, rows and columns. */
public record ImageShape(int channels, int height, int width) {
  public ImageShape {
    if (channels < 1 || height < 1 || width < 1 || (long) channels * height * width > MAX_BYTES) {
      throw new FoveaException(
          "an image of %d channels, %d x %d pixels: each must be at least 1, all bytes at most %d",
          channels, height, width, MAX_BYTES);
    }
  }

  private static final long MAX_BYTES = Integer.MAX_VALUE - 8;

  /** Bytes of one image, one byte a sample. */
  public int bytes() {
    return channels * height * width;
  }

  @Override
  public String toString() {
    return channels + "x" + height + "x" + width;
  }
}
