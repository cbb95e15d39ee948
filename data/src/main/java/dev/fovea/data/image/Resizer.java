// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import dev.fovea.data.ImageShape;
import dev.fovea.tensor.FoveaException;

/**
 * Resizes images of unsigned bytes exactly like Pillow's {@code Image.resize} on L and RGB images.
 *
 * <p>One pass along the rows, one along the columns, each in 22-bit fixed point and each rounded to
 * a byte; a pass whose size does not change is left out. The first pass adds up whole columns, the
 * second whole rows, ints both, which the compiler turns into vector code; in between, eight
 * columns at a time are laid down as rows. Coefficients are kept for the latest source size. Not
 * safe for use by several threads: each makes its own.
 */
public final class Resizer {
  private static final int TOGETHER = 8;

  /** Ints of a channel in the ring; more rows are taken in bands. */
  private static final int MOST_IN_RING = 1_000_000;

  private static final int SHORTEST_BAND = 64;

  /** Samples between the two passes; more would take 200 MB. */
  private static final int MOST_BETWEEN = 50_000_000;

  private final int height;
  private final int width;
  private final Resample filter;

  private int sourceHeight;
  private int sourceWidth;
  private Taps across;
  private Taps down;
  private int band;
  private final Columns columns = new Columns();

  /** The source columns that a target column is made of, by channel, in a ring. */
  private int[][][] ring = new int[0][][];

  /** Target columns of the first pass, by channel. */
  private int[][][] narrow = new int[0][][];

  /** What the first pass leaves, by channel and row. */
  private int[][][] between = new int[0][][];

  private final int[] row;

  /** A resizer to {@code height} rows of {@code width} pixels, both at least 1. */
  public Resizer(int height, int width, Resample filter) {
    this.height = new ImageShape(1, height, width).height();
    this.width = width;
    this.filter = filter;
    this.row = new int[width];
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
    resize(source, sourceOffset, shape, 0, 0, shape, target, targetOffset);
  }

  /**
   * Resizes a part of an image as if it were the whole.
   *
   * @param top first row of the part
   * @param left its first column
   */
  void resize(
      byte[] source,
      int sourceOffset,
      ImageShape shape,
      int top,
      int left,
      ImageShape part,
      byte[] target,
      int targetOffset) {
    if (part.height() == height && part.width() == width) {
      for (int c = 0; c < shape.channels(); c++) {
        int from = sourceOffset + (c * shape.height() + top) * shape.width() + left;
        int to = targetOffset + c * height * width;
        for (int y = 0; y < height; y++) {
          System.arraycopy(source, from + y * shape.width(), target, to + y * width, width);
        }
      }
      return;
    }
    prepare(part);
    for (int y = 0; y < part.height(); y += band) {
      ImageShape rows = new ImageShape(1, Math.min(band, part.height() - y), part.width());
      across(columns.of(source, sourceOffset, shape, top + y, left, rows), y);
    }
    down(part, target, targetOffset);
  }

  /** The second pass. */
  private void down(ImageShape part, byte[] target, int targetOffset) {
    for (int c = 0; c < part.channels(); c++) {
      int to = targetOffset + c * height * width;
      for (int y = 0; y < height; y++) {
        if (down == null) {
          bytes(between[c][y], target, to + y * width, width);
        } else {
          down.sum(y, between[c], row, width);
          bytes(row, target, to + y * width, width);
        }
      }
    }
  }

  private void prepare(ImageShape part) {
    if (part.height() != sourceHeight || part.width() != sourceWidth) {
      FoveaException.check(
          (long) part.height() * width <= MOST_BETWEEN,
          "an image of %s is too long and thin to be resized to %d x %d; cut it first",
          part,
          height,
          width);
      across = part.width() == width ? null : new Taps(part.width(), width, filter);
      down = part.height() == height ? null : new Taps(part.height(), height, filter);
      sourceHeight = part.height();
      sourceWidth = part.width();
      band = Math.max(SHORTEST_BAND, MOST_IN_RING / (across == null ? 1 : across.most()));
    }
    between = room(between, part.channels(), sourceHeight, width);
  }

  private static int[][][] room(int[][][] array, int channels, int lines, int length) {
    boolean fits =
        array.length >= channels && array[0].length >= lines && array[0][0].length >= length;
    return fits ? array : new int[channels][lines][length];
  }

  /** The first pass, over rows from {@code y} on. */
  private void across(Columns source, int y) {
    int channels = source.channels();
    ring = room(ring, channels, across == null ? 1 : across.most(), source.length());
    narrow = room(narrow, channels, TOGETHER, source.length());
    int[][] column = new int[channels][];
    int size = ring[0].length;
    int taken = 0;
    for (int x = 0; x < width; x++) {
      int last = across == null ? x : across.last(x);
      for (; taken <= last; taken++) {
        for (int c = 0; c < channels; c++) {
          column[c] = across == null ? narrow[c][x % TOGETHER] : ring[c][taken % size];
        }
        source.column(taken, column);
      }
      if (across != null) {
        for (int c = 0; c < channels; c++) {
          across.sum(x, ring[c], narrow[c][x % TOGETHER], source.length());
        }
      }
      if (x % TOGETHER == TOGETHER - 1 || x == width - 1) {
        for (int c = 0; c < channels; c++) {
          turn(narrow[c], source.length(), between[c], y, x / TOGETHER * TOGETHER);
        }
      }
    }
  }

  /** Lays columns down as rows, from row {@code y} and column {@code x} on. */
  private void turn(int[][] columns, int length, int[][] rows, int y, int x) {
    if (x + TOGETHER <= width) {
      turn(
          columns[0],
          columns[1],
          columns[2],
          columns[3],
          columns[4],
          columns[5],
          columns[6],
          columns[7],
          length,
          rows,
          y,
          x);
      return;
    }
    for (int i = 0; i < length; i++) {
      for (int j = x; j < width; j++) {
        rows[y + i][j] = columns[j - x][i];
      }
    }
  }

  /** Written out, because the compiler keeps eight arrays in registers but not an array of them. */
  private static void turn(
      int[] a,
      int[] b,
      int[] c,
      int[] d,
      int[] e,
      int[] f,
      int[] g,
      int[] h,
      int length,
      int[][] rows,
      int y,
      int x) {
    for (int i = 0; i < length; i++) {
      int[] to = rows[y + i];
      to[x] = a[i];
      to[x + 1] = b[i];
      to[x + 2] = c[i];
      to[x + 3] = d[i];
      to[x + 4] = e[i];
      to[x + 5] = f[i];
      to[x + 6] = g[i];
      to[x + 7] = h[i];
    }
  }

  private static void bytes(int[] from, byte[] to, int at, int length) {
    for (int i = 0; i < length; i++) {
      to[at + i] = (byte) from[i];
    }
  }
}
