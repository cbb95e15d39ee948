// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import dev.fovea.autodiff.Loss;
import dev.fovea.train.metric.Logits;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The losses, on both sides: as ops in the step, and as figures of a test set. */
public enum LossKind {
  /** {@link CrossEntropy}. */
  CROSS_ENTROPY,
  /** {@link Hinge}. */
  HINGE,
  /** {@link BinaryCrossEntropy}. */
  BCE;

  /** The names users write. */
  public static List<String> names() {
    return Arrays.stream(values()).map(LossKind::toString).toList();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * As ops.
   *
   * @param soft whether targets are more than class numbers
   */
  Loss emitted(boolean soft) {
    return switch (this) {
      case CROSS_ENTROPY -> new CrossEntropy(soft);
      case HINGE -> new Hinge();
      case BCE -> new BinaryCrossEntropy();
    };
  }

  /**
   * Sum over images of the plain loss, without smoothing and weights, in double.
   *
   * @param logits [images, classes]
   */
  public double sum(float[] logits, int[] labels, int images, int classes) {
    if (this == CROSS_ENTROPY) {
      return Logits.crossEntropy(logits, labels, images, classes);
    }
    double sum = 0;
    for (int n = 0; n < images; n++) {
      double own = logits[n * classes + labels[n]];
      for (int c = 0; c < classes; c++) {
        double x = logits[n * classes + c];
        sum += this == HINGE ? margin(x - own, c == labels[n]) : logistic(x, c == labels[n]);
      }
    }
    return sum / classes;
  }

  private static double margin(double lead, boolean own) {
    return own ? 0 : Math.max(0, 1 + lead);
  }

  private static double logistic(double x, boolean own) {
    return Math.max(x, 0) - (own ? x : 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  /** The lowest loss of a network that gives every image of balanced classes the same answer. */
  public double ofGuessing(int classes) {
    double share = 1.0 / classes;
    return switch (this) {
      case CROSS_ENTROPY -> Math.log(classes);
      case HINGE -> 1 - share;
      case BCE -> classes == 1 ? 0 : -share * Math.log(share) - (1 - share) * Math.log1p(-share);
    };
  }
}
