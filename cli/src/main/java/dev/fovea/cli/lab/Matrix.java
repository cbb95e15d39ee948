// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.lab;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.formats.FileFailure;
import dev.fovea.tensor.FoveaException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Numbers in rows.
 *
 * @param values row by row
 */
record Matrix(int height, int width, float[] values) {
  private static final long LARGEST_FILE = 16 << 20;

  static Matrix of(float[][] rows) {
    float[] values = new float[rows.length * rows[0].length];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, values, row * rows[0].length, rows[0].length);
    }
    return new Matrix(rows.length, rows[0].length, values);
  }

  /**
   * Reads a text file: a line a row, numbers apart by blanks, commas or semicolons; empty lines and
   * what follows a {@code #} are skipped.
   *
   * @throws FoveaException naming file, line and what stands there
   */
  static Matrix read(Path file) {
    List<String> lines;
    try {
      check(
          Files.size(file) <= LARGEST_FILE,
          "%s has %d bytes; a matrix may take up to %d",
          file,
          Files.size(file),
          LARGEST_FILE);
      lines = Files.readAllLines(file);
    } catch (MalformedInputException e) {
      throw new FoveaException(
          e, "%s is neither a PNG or JPEG image nor a text file with a matrix", file);
    } catch (IOException e) {
      throw FileFailure.of("read", file, e);
    }
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      // Some editors begin a text with a byte order mark, which nobody sees.
      String text = i == 0 ? lines.get(i).replaceFirst("^\\uFEFF", "") : lines.get(i);
      String line = text.replaceFirst("#.*", "").strip();
      if (!line.isEmpty()) {
        float[] row = row(file, i + 1, line);
        int width = rows.isEmpty() ? row.length : rows.get(0).length;
        check(
            row.length == width,
            "%s:%d: %d numbers, the rows above have %d",
            file,
            i + 1,
            row.length,
            width);
        rows.add(row);
      }
    }
    check(!rows.isEmpty(), "%s holds no numbers; expected a row of a matrix in each line", file);
    return of(rows.toArray(float[][]::new));
  }

  private static float[] row(Path file, int number, String line) {
    String[] parts = line.split("\\s*[,;]\\s*|\\s+");
    float[] row = new float[parts.length];
    for (int i = 0; i < parts.length; i++) {
      try {
        row[i] = Float.parseFloat(parts[i]);
      } catch (NumberFormatException e) {
        String shown = parts[i].length() > 20 ? parts[i].substring(0, 20) + "..." : parts[i];
        throw new FoveaException(
            e, "%s:%d: '%s' is not a number", file, number, shown.replaceAll("\\p{Cntrl}", "?"));
      }
      check(Float.isFinite(row[i]), "%s:%d: %s is not finite", file, number, parts[i]);
    }
    return row;
  }

  /** Turned by half a turn: what makes a correlation a convolution (notes T2). */
  Matrix flipped() {
    float[] turned = new float[values.length];
    for (int i = 0; i < turned.length; i++) {
      turned[i] = values[turned.length - 1 - i];
    }
    return new Matrix(height, width, turned);
  }

  List<List<Float>> rows() {
    List<List<Float>> rows = new ArrayList<>();
    for (int row = 0; row < height; row++) {
      List<Float> cells = new ArrayList<>();
      for (int column = 0; column < width; column++) {
        // Adding zero turns a negative zero into a plain one.
        cells.add(values[row * width + column] + 0f);
      }
      rows.add(cells);
    }
    return rows;
  }

  float least() {
    float least = Float.POSITIVE_INFINITY;
    for (float value : values) {
      least = Math.min(least, value);
    }
    return least;
  }

  float most() {
    float most = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      most = Math.max(most, value);
    }
    return most;
  }

  /** A number without digits that say nothing: {@code -5}, {@code 0.25}. */
  static String text(float value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e7) {
      return String.valueOf((long) value);
    }
    return String.format(Locale.ROOT, "%.6g", value).replaceFirst("(\\.\\d*?)0+$", "$1");
  }
}
