// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.metric;

/** Formulas over logits {@code [N,C]}, row after row, of which the first {@code n} rows count. */
public final class Logits {
  private Logits() {}

  /** The class with the largest logit, the first of equals; -1 if none is a number. */
  public static int argmax(float[] logits, int row, int classes) {
    int best = -1;
    float most = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      float value = logits[row * classes + c];
      if (value > most || (best < 0 && value == most)) {
        best = c;
        most = value;
      }
    }
    return best;
  }

  /** How many of the rows have their largest logit at their label (notes T58). */
  public static int correct(float[] logits, int[] labels, int n, int classes) {
    int correct = 0;
    for (int row = 0; row < n; row++) {
      correct += argmax(logits, row, classes) == labels[row] ? 1 : 0;
    }
    return correct;
  }

  /**
   * The sum over rows of {@code log(sum_c exp(x_c)) - x_label}; not finite if a row holds NaN or
   * plus infinity.
   */
  public static double crossEntropy(float[] logits, int[] labels, int n, int classes) {
    double sum = 0;
    for (int row = 0; row < n; row++) {
      double most = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        most = Math.max(most, logits[row * classes + c]);
      }
      double total = 0;
      for (int c = 0; c < classes; c++) {
        total += Math.exp(logits[row * classes + c] - most);
      }
      sum += most + Math.log(total) - logits[row * classes + labels[row]];
    }
    return sum;
  }
}
