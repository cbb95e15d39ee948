// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

import dev.fovea.data.ImageShape;

/**
 * The samples of one image within a larger array, as [C,H,W] from {@code offset} on.
 *
 * @param scratch room for one image; what it holds may be overwritten
 */
public record Pixels(float[] samples, int offset, ImageShape shape, float[] scratch) {
  int channels() {
    return shape.channels();
  }

  int height() {
    return shape.height();
  }

  int width() {
    return shape.width();
  }

  /** Where a row begins. */
  int row(int channel, int y) {
    return offset + (channel * shape.height() + y) * shape.width();
  }

  /** Puts a copy of the image into the scratch room, from its beginning on. */
  void copyToScratch() {
    System.arraycopy(samples, offset, scratch, 0, shape.bytes());
  }

  /** The copy's sample. */
  float copied(int channel, int y, int x) {
    return scratch[(channel * shape.height() + y) * shape.width() + x];
  }

  /** Sets a rectangle, cut to the image, to zero. */
  void clear(int top, int left, int rows, int columns) {
    int from = Math.max(0, left);
    int to = Math.min(width(), left + columns);
    for (int c = 0; c < channels(); c++) {
      for (int y = Math.max(0, top); y < Math.min(height(), top + rows); y++) {
        if (from < to) {
          java.util.Arrays.fill(samples, row(c, y) + from, row(c, y) + to, 0);
        }
      }
    }
  }
}
