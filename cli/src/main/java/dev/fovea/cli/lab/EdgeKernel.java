// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.lab;

import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Kernels that find edges (notes T44), by name; the letter is the direction of the change. */
enum EdgeKernel {
  SOBEL_X(new float[][] {{-1, 0, 1}, {-2, 0, 2}, {-1, 0, 1}}),
  SOBEL_Y(new float[][] {{-1, -2, -1}, {0, 0, 0}, {1, 2, 1}}),
  PREWITT_X(new float[][] {{-1, 0, 1}, {-1, 0, 1}, {-1, 0, 1}}),
  PREWITT_Y(new float[][] {{-1, -1, -1}, {0, 0, 0}, {1, 1, 1}}),
  SCHARR_X(new float[][] {{-3, 0, 3}, {-10, 0, 10}, {-3, 0, 3}}),
  SCHARR_Y(new float[][] {{-3, -10, -3}, {0, 0, 0}, {3, 10, 3}}),
  LAPLACIAN(new float[][] {{0, 1, 0}, {1, -4, 1}, {0, 1, 0}}),
  /** Light on the left, dark on the right is positive. */
  VERTICAL(new float[][] {{1, 0, -1}, {1, 0, -1}, {1, 0, -1}}),
  /** Light above, dark below is positive. */
  HORIZONTAL(new float[][] {{1, 1, 1}, {0, 0, 0}, {-1, -1, -1}});

  /** Larger windows are slips. */
  private static final int MOST = 99;

  private final Matrix matrix;

  EdgeKernel(float[][] rows) {
    matrix = Matrix.of(rows);
  }

  /** The kernel of that name, or else the matrix in that file. */
  static Matrix named(String text) {
    for (EdgeKernel kernel : values()) {
      if (kernel.text().equals(text)) {
        return kernel.matrix;
      }
    }
    if (!Files.isRegularFile(Path.of(text))) {
      throw Files.exists(Path.of(text)) || text.contains("/") || text.contains(".")
          ? new FoveaException("%s is not a file; expected a text file with a matrix", text)
          : Nearest.unknown("kernel", text, names());
    }
    Matrix matrix = Matrix.read(Path.of(text));
    FoveaException.check(
        matrix.height() <= MOST && matrix.width() <= MOST,
        "%s: a kernel of %dx%d is larger than %dx%d",
        text,
        matrix.height(),
        matrix.width(),
        MOST,
        MOST);
    return matrix;
  }

  static List<String> names() {
    return Arrays.stream(values()).map(EdgeKernel::text).toList();
  }

  private String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
