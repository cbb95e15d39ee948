// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import dev.fovea.data.ImageShape;

/**
 * A part of an image, column after column, each sample an int: what {@link Resizer} works on. A
 * column is asked for once, from left to right.
 */
final class Columns {
  /** Columns taken at once: a row's samples are then read where they lie together. */
  private static final int TOGETHER = 8;

  private byte[] samples;
  private int offset;
  private ImageShape shape;
  private int channels;
  private int height;
  private int width;
  private int from;
  private int[][][] ready = new int[0][][];

  /** Points at a part of an image. */
  Columns of(
      byte[] newSamples, int newOffset, ImageShape whole, int top, int left, ImageShape part) {
    samples = newSamples;
    shape = whole;
    offset = newOffset + top * whole.width() + left;
    width = part.width();
    from = -TOGETHER;
    if (part.height() != height || whole.channels() != channels) {
      height = part.height();
      channels = whole.channels();
      ready = new int[channels][TOGETHER][height];
    }
    return this;
  }

  int channels() {
    return channels;
  }

  /** Rows of the part. */
  int length() {
    return height;
  }

  /**
   * Writes one column of every channel.
   *
   * @param x counted from the part's left edge
   * @param to an array of {@code length()} ints for each channel
   */
  void column(int x, int[][] to) {
    if (x < from || x >= from + TOGETHER) {
      from = Math.min(x, Math.max(0, width - TOGETHER));
      for (int c = 0; c < channels; c++) {
        int at = offset + c * shape.height() * shape.width() + from;
        if (width < TOGETHER) {
          few(ready[c], at);
        } else {
          turn(ready[c], at);
        }
      }
    }
    for (int c = 0; c < channels; c++) {
      System.arraycopy(ready[c][x - from], 0, to[c], 0, height);
    }
  }

  private void few(int[][] to, int at) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        to[x][y] = samples[at + y * shape.width() + x] & 0xff;
      }
    }
  }

  private void turn(int[][] to, int at) {
    turn(
        samples, at, shape.width(), height, to[0], to[1], to[2], to[3], to[4], to[5], to[6], to[7]);
  }

  /** Written out, because the compiler keeps eight arrays in registers but not an array of them. */
  private static void turn(
      byte[] from,
      int start,
      int step,
      int rows,
      int[] a,
      int[] b,
      int[] c,
      int[] d,
      int[] e,
      int[] f,
      int[] g,
      int[] h) {
    for (int y = 0, at = start; y < rows; y++, at += step) {
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
