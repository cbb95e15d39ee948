// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.drawing;

import java.util.List;

/**
 * One box of the picture: a layer with the cheap ops that follow it.
 *
 * @param path where in the model the layer stands
 * @param labels its ops, in order
 * @param shape of the result, without the batch
 * @param parameters of all its ops
 * @param inputs boxes it reads, in the order of its op's operands
 */
record Box(
    int id,
    Kind kind,
    String path,
    List<String> labels,
    String shape,
    long parameters,
    List<Integer> inputs) {
  /** What a box is about, which decides its colour. */
  enum Kind {
    INPUT("#e2e8f0", "#475569"),
    CONVOLUTION("#dbeafe", "#2563eb"),
    LINEAR("#ede9fe", "#7c3aed"),
    POOL("#dcfce7", "#16a34a"),
    JOIN("#fef3c7", "#d97706"),
    OTHER("#f1f5f9", "#64748b");

    private final String fill;
    private final String line;

    Kind(String fill, String line) {
      this.fill = fill;
      this.line = line;
    }

    String fill() {
      return fill;
    }

    String line() {
      return line;
    }
  }

  String ops() {
    return String.join(" · ", labels);
  }
}
