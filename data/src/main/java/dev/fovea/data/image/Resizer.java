// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import dev.fovea.data.ImageShape;
import dev.fovea.tensor.FoveaException;
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

  /** Rows that are turned at once; they stay in the second-level cache. */
  private static final int BAND = 64;

  /** Samples between the two passes; more would take 200 MB. */
  private static final int MOST_BETWEEN = 50_000_000;

  private final int height;
  private final int width;
  private final Resample filter;

  private int sourceHeight;
  private int sourceWidth;
  private Taps across;
  private Taps down;
  private int[] turned = new int[0];
  private int[] narrowed = new int[0];
  private final int[] sums;

  /** A resizer to {@code height} rows of {@code width} pixels, both at least 1. */
  public Resizer(int height, int width, Resample filter) {
    this.height = new ImageShape(1, height, width).height();
    this.width = width;
    this.filter = filter;
    this.sums = new int[Math.max(BAND, width)];
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
        continue;
      }
      if (across == null) {
        widen(source, from);
      } else {
        for (int y = 0; y < sourceHeight; y += BAND) {
          int rows = Math.min(BAND, sourceHeight - y);
          turn(source, from + y * sourceWidth, rows);
          across(y, rows);
        }
      }
      if (down == null) {
        for (int i = 0; i < height * width; i++) {
          target[to + i] = (byte) narrowed[i];
        }
      } else {
        down(target, to);
      }
    }
  }

  private void prepare(ImageShape shape) {
    if (shape.height() == sourceHeight && shape.width() == sourceWidth) {
      return;
    }
    across = shape.width() == width ? null : new Taps(shape.width(), width, filter);
    down = shape.height() == height ? null : new Taps(shape.height(), height, filter);
    long between = (long) shape.height() * width;
    FoveaException.check(
        between <= MOST_BETWEEN,
        "an image of %s is too long and thin to be resized to %d x %d; cut it first",
        shape,
        height,
        width);
    narrowed = atLeast(narrowed, (int) between);
    turned = atLeast(turned, Math.min(BAND, shape.height()) * shape.width());
    sourceHeight = shape.height();
    sourceWidth = shape.width();
  }

  private static int[] atLeast(int[] array, int length) {
    return array.length < length ? new int[length] : array;
  }

  /** Takes a plane over as it is. */
  private void widen(byte[] source, int from) {
    for (int i = 0; i < sourceHeight * sourceWidth; i++) {
      narrowed[i] = source[from + i] & 0xff;
    }
  }

  /** Takes some rows over, columns as rows: sums over neighbours in a row become sums of rows. */
  private void turn(byte[] source, int from, int rows) {
    for (int x = 0; x < sourceWidth; x++) {
      int at = from + x;
      for (int i = x * rows; i < (x + 1) * rows; i++, at += sourceWidth) {
        turned[i] = source[at] & 0xff;
      }
    }
  }

  private void across(int first, int rows) {
    for (int x = 0; x < width; x++) {
      add(turned, rows, across, x);
      for (int y = 0, at = first * width + x; y < rows; y++, at += width) {
        narrowed[at] = clip(sums[y]);
      }
    }
  }

  private void down(byte[] target, int to) {
    for (int y = 0; y < height; y++) {
      add(narrowed, width, down, y);
      for (int x = 0; x < width; x++) {
        target[to + y * width + x] = (byte) clip(sums[x]);
      }
    }
  }

  /** Sums the rows that a target row is made of; in whole ints, which the compiler vectorises. */
  private void add(int[] rows, int length, Taps taps, int target) {
    Arrays.fill(sums, 0, length, HALF);
    for (int k = 0; k < taps.count[target]; k++) {
      int weight = taps.weights[target * taps.stride + k];
      addRow(rows, (taps.first[target] + k) * length, length, weight, sums);
    }
  }

  private static void addRow(int[] rows, int from, int length, int weight, int[] sums) {
    for (int i = 0; i < length; i++) {
      sums[i] += rows[from + i] * weight;
    }
  }

  private static int clip(int sum) {
    return Math.max(0, Math.min(sum >> Taps.PRECISION, 255));
  }
}
