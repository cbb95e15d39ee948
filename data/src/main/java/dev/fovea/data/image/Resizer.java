// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import dev.fovea.data.ImageShape;
import java.util.Arrays;

/**
 * Resizes images of unsigned bytes exactly like Pillow's {@code Image.resize} on L and RGB images.
 *
 * <p>One pass along the rows, one along the columns, each in 22-bit fixed point and each rounded to
 * a byte; a pass whose size does not change is left out. Coefficients are kept for the latest
 * source size. Not safe for use by several threads: each makes its own.
 */
public final class Resizer {
  private static final int HALF = 1 << (Taps.PRECISION - 1);

  private final int height;
  private final int width;
  private final Resample filter;

  private int sourceHeight;
  private int sourceWidth;
  private Taps across;
  private Taps down;
  private byte[] narrowed = new byte[0];
  private final int[] sums;

  /** A resizer to {@code height} rows of {@code width} pixels, both at least 1. */
  public Resizer(int height, int width, Resample filter) {
    this.height = new ImageShape(1, height, width).height();
    this.width = width;
    this.filter = filter;
    this.sums = new int[width];
  }

  /** The result's extent for a given source. */
  public ImageShape target(ImageShape source) {
    return new ImageShape(source.channels(), height, width);
  }

  /**
   * Resizes one image.
   *
   * @param source channel, row, column order from {@code sourceOffset} on
   * @param target receives {@code target(shape).bytes()} bytes from {@code targetOffset} on
   */
  public void resize(
      byte[] source, int sourceOffset, ImageShape shape, byte[] target, int targetOffset) {
    prepare(shape);
    for (int c = 0; c < shape.channels(); c++) {
      int from = sourceOffset + c * shape.height() * shape.width();
      int to = targetOffset + c * height * width;
      if (across == null && down == null) {
        System.arraycopy(source, from, target, to, height * width);
      } else if (down == null) {
        across(source, from, target, to);
      } else if (across == null) {
        down(source, from, target, to);
      } else {
        across(source, from, narrowed, 0);
        down(narrowed, 0, target, to);
      }
    }
  }

  private void prepare(ImageShape shape) {
    if (shape.height() == sourceHeight && shape.width() == sourceWidth) {
      return;
    }
    across = shape.width() == width ? null : new Taps(shape.width(), width, filter);
    down = shape.height() == height ? null : new Taps(shape.height(), height, filter);
    if (across != null && down != null && narrowed.length < shape.height() * width) {
      narrowed = new byte[shape.height() * width];
    }
    sourceHeight = shape.height();
    sourceWidth = shape.width();
  }

  private void across(byte[] source, int from, byte[] target, int to) {
    int[] weights = across.weights;
    for (int y = 0; y < sourceHeight; y++) {
      int row = from + y * sourceWidth;
      for (int x = 0; x < width; x++) {
        int at = row + across.first[x];
        int tap = x * across.stride;
        int sum = HALF;
        for (int end = tap + across.count[x]; tap < end; tap++, at++) {
          sum += (source[at] & 0xff) * weights[tap];
        }
        target[to + y * width + x] = clip(sum);
      }
    }
  }

  private void down(byte[] source, int from, byte[] target, int to) {
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, HALF);
      for (int k = 0; k < down.count[y]; k++) {
        int weight = down.weights[y * down.stride + k];
        int row = from + (down.first[y] + k) * width;
        for (int x = 0; x < sums.length; x++) {
          sums[x] += (source[row + x] & 0xff) * weight;
        }
      }
      for (int x = 0; x < sums.length; x++) {
        target[to + y * width + x] = clip(sums[x]);
      }
    }
  }

  private static byte clip(int sum) {
    int value = sum >> Taps.PRECISION;
    return (byte) (value < 0 ? 0 : Math.min(value, 255));
  }
}
