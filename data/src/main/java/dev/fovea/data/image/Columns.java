// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import dev.fovea.data.ImageBytes;

/**
 * Columns of an image as ints, what {@link Resizer} works on. They are taken from left to right,
 * the latest are kept, and where samples of a row lie side by side eight are taken at a time.
 */
final class Columns {
  static final int TOGETHER = 8;

  private ImageBytes source;
  private int channels;
  private int length;
  private int[][] ring = new int[0][];
  private int size;
  private int taken;

  /**
   * Points at an image, none of its columns taken yet.
   *
   * @param most columns that are looked at together
   */
  void of(ImageBytes newSource, int most) {
    source = newSource;
    channels = source.shape().channels();
    length = source.shape().height();
    taken = 0;
    size = most + TOGETHER - 1;
    if (ring.length < channels * size || ring[0].length < length) {
      ring = new int[channels * size][length];
    }
  }

  int channels() {
    return channels;
  }

  /** Rows of the image. */
  int length() {
    return length;
  }

  /** Makes columns ready: {@code last}, which only grows, and as many before it as are kept. */
  void upTo(int last) {
    int width = source.shape().width();
    while (taken <= last) {
      // The last columns come with some of those before them, which go where they are already.
      int from = Math.min(taken, Math.max(0, width - TOGETHER));
      int count = Math.min(TOGETHER, width - from);
      take(from, count);
      taken = from + count;
    }
  }

  /** One column of one channel, which must be ready; the image's rows count. */
  int[] column(int x, int channel) {
    return line(x * channels + channel);
  }

  private int[] line(int number) {
    return ring[number % (size * channels)];
  }

  private void take(int x, int count) {
    int at = source.offset() + x * source.columnStride();
    int line = x * channels;
    boolean whole = count == TOGETHER;
    if (whole && source.columnStride() == 1) {
      for (int c = 0; c < channels; c++) {
        turn(at + c * source.channelStride(), line + c, channels);
      }
    } else if (whole && source.channelStride() == 1 && source.columnStride() == channels) {
      for (int i = 0; i < channels * TOGETHER; i += TOGETHER) {
        turn(at + i, line + i, 1);
      }
    } else {
      for (int i = 0; i < count; i++) {
        for (int c = 0; c < channels; c++) {
          int from = at + i * source.columnStride() + c * source.channelStride();
          copy(source.array(), from, source.rowStride(), column(x + i, c));
        }
      }
    }
  }

  private void copy(byte[] from, int start, int down, int[] to) {
    for (int y = 0, at = start; y < length; y++, at += down) {
      to[y] = from[at] & 0xff;
    }
  }

  /** Lays eight samples that lie side by side, in every row, into lines. */
  private void turn(int at, int line, int step) {
    turn(
        source.array(),
        at,
        source.rowStride(),
        length,
        line(line),
        line(line + step),
        line(line + 2 * step),
        line(line + 3 * step),
        line(line + 4 * step),
        line(line + 5 * step),
        line(line + 6 * step),
        line(line + 7 * step));
  }

  /** Written out, because the compiler keeps eight arrays in registers but not an array of them. */
  private static void turn(
      byte[] from,
      int start,
      int down,
      int rows,
      int[] a,
      int[] b,
      int[] c,
      int[] d,
      int[] e,
      int[] f,
      int[] g,
      int[] h) {
    for (int y = 0, at = start; y < rows; y++, at += down) {
      a[y] = from[at] & 0xff;
      b[y] = from[at + 1] & 0xff;
      c[y] = from[at + 2] & 0xff;
      d[y] = from[at + 3] & 0xff;
      e[y] = from[at + 4] & 0xff;
      f[y] = from[at + 5] & 0xff;
      g[y] = from[at + 6] & 0xff;
      h[y] = from[at + 7] & 0xff;
    }
  }
}
