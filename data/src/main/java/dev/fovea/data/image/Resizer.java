// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import dev.fovea.data.ImageBytes;
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
  private static final int TOGETHER = Columns.TOGETHER;

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
   * @param target receives {@code target(source.shape()).bytes()} bytes from {@code targetOffset}
   *     on in channel, row, column order
   */
  public void resize(ImageBytes source, byte[] target, int targetOffset) {
    ImageShape shape = source.shape();
    if (shape.height() == height && shape.width() == width) {
      source.copyTo(target, targetOffset);
      return;
    }
    prepare(shape);
    for (int y = 0; y < shape.height(); y += band) {
      int rows = Math.min(band, shape.height() - y);
      columns.of(source.part(y, 0, rows, shape.width()), across == null ? 1 : across.most());
      across(y);
    }
    down(shape.channels(), target, targetOffset);
  }

  /** The second pass. */
  private void down(int channels, byte[] target, int targetOffset) {
    for (int c = 0; c < channels; c++) {
      int to = targetOffset + c * height * width;
      int[][] lines = between[c];
      for (int y = 0; y < height; y++) {
        if (down == null) {
          bytes(lines[y], target, to + y * width, width);
        } else {
          down.sum(y, line -> lines[line], row, width);
          bytes(row, target, to + y * width, width);
        }
      }
    }
  }

  /** Throws when images of that extent are too long and thin to be resized. */
  void check(ImageShape source) {
    boolean same = source.height() == height && source.width() == width;
    FoveaException.check(
        same || (long) source.height() * width <= MOST_BETWEEN,
        "an image of %s is too long and thin to be resized to %d x %d; cut it first",
        source,
        height,
        width);
  }

  private void prepare(ImageShape source) {
    if (source.height() != sourceHeight || source.width() != sourceWidth) {
      check(source);
      across = source.width() == width ? null : new Taps(source.width(), width, filter);
      down = source.height() == height ? null : new Taps(source.height(), height, filter);
      sourceHeight = source.height();
      sourceWidth = source.width();
      band = Math.max(SHORTEST_BAND, MOST_IN_RING / (across == null ? 1 : across.most()));
    }
    between = room(between, source.channels(), sourceHeight, width);
  }

  private static int[][][] room(int[][][] array, int channels, int lines, int length) {
    boolean fits =
        array.length >= channels && array[0].length >= lines && array[0][0].length >= length;
    return fits ? array : new int[channels][lines][length];
  }

  /** The first pass; the columns' first row becomes row {@code y}. */
  private void across(int y) {
    int channels = columns.channels();
    int length = columns.length();
    narrow = room(narrow, channels, TOGETHER, length);
    for (int x = 0; x < width; x++) {
      columns.upTo(across == null ? x : across.last(x));
      for (int c = 0; c < channels; c++) {
        int[] column = narrow[c][x % TOGETHER];
        if (across == null) {
          System.arraycopy(columns.column(x, c), 0, column, 0, length);
        } else {
          int channel = c;
          across.sum(x, taken -> columns.column(taken, channel), column, length);
        }
      }
      if (x % TOGETHER == TOGETHER - 1 || x == width - 1) {
        for (int c = 0; c < channels; c++) {
          turn(narrow[c], length, between[c], y, x / TOGETHER * TOGETHER);
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
