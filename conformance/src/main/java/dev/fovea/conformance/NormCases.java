// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.op.BatchNorm;
import dev.fovea.op.BatchNormInference;
import dev.fovea.op.BatchNormReluBackward;
import dev.fovea.op.LocalResponseNorm;
import dev.fovea.op.Op;
import java.util.ArrayList;
import java.util.List;

/** Normalisation over images and rows, with and without scale and shift; across channels. */
final class NormCases {
  private static final int[][] SHAPES = {
    {2, 3, 5, 4}, {4, 16, 3, 3}, {2, 17, 4, 4}, {3, 32, 1, 2}, {3, 6, 1, 1}, {8, 10}, {5, 33}
  };

  private NormCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    for (int[] shape : SHAPES) {
      for (double eps : new double[] {1e-5, 1e-3}) {
        addBatchNorm(cases, shape, eps);
      }
    }
    for (int channels : new int[] {1, 3, 16, 17, 40}) {
      addAcrossChannels(cases, Operand.input(2, channels, 4, 5));
    }
    // With one pixel, channels are innermost in every layout.
    addAcrossChannels(cases, Operand.input(2, 17, 1, 1));
    return cases;
  }

  /** Sizes of fewer channels than there are, and of more. */
  private static void addAcrossChannels(List<OpCase> cases, Operand x) {
    cases.add(OpCase.of(LocalResponseNorm.undivided(5, 1e-4, 0.75, 2), x));
    cases.add(OpCase.of(new LocalResponseNorm(5, 0.9, 0.75, 1), x));
    cases.add(OpCase.of(new LocalResponseNorm(3, 0.5, 0.5, 1.5), x));
    for (int size : new int[] {1, 7, 9, 15, 41}) {
      cases.add(OpCase.of(new LocalResponseNorm(size, 0.7, 0.75, 1), x));
      cases.add(OpCase.of(new LocalResponseNorm(size, 0.7, 1.2, 1.5), x));
    }
  }

  private static void addBatchNorm(List<OpCase> cases, int[] shape, double eps) {
    // Distinct numbers, so that no channel's variance is near zero, where rounding is everything.
    Operand x = Operand.input(shape).drawn(Sample.DISTINCT);
    Operand gamma = Operand.parameter(shape[1]).drawn(Sample.NONZERO);
    Operand beta = Operand.parameter(shape[1]);
    Operand mean = Operand.parameter(shape[1]);
    Operand variance = Operand.parameter(shape[1]).drawn(Sample.POSITIVE);
    cases.add(OpCase.of(new BatchNorm(eps), x, gamma, beta));
    cases.add(OpCase.of(new BatchNorm(eps), x));
    Operand y = Operand.input(shape).drawn(Sample.NONZERO);
    Operand dy = Operand.input(shape);
    Op backward = new BatchNormReluBackward(eps);
    cases.add(OpCase.of(backward, y, dy, x, mean, variance, gamma));
    cases.add(OpCase.of(backward, y, dy, x, mean, variance));
    cases.add(OpCase.of(new BatchNormInference(eps), x, gamma, beta, mean, variance));
    cases.add(OpCase.of(new BatchNormInference(eps), x, mean, variance));
  }
}
