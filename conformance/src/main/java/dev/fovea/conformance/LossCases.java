// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.op.SoftmaxCrossEntropy;
import java.util.ArrayList;
import java.util.List;

/** Softmax cross-entropy with class numbers and with soft targets, weighted or not. */
final class LossCases {
  private LossCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    for (int rows : new int[] {1, 4, 33}) {
      for (int classes : new int[] {3, 10, 16, 17, 1000}) {
        Operand x = Operand.input(rows, classes);
        cases.add(OpCase.of(new SoftmaxCrossEntropy(), x, Operand.classes(rows)));
        cases.add(OpCase.of(new SoftmaxCrossEntropy(), x, x.drawn(Sample.PROBABILITIES)));
        cases.add(OpCase.of(new SoftmaxCrossEntropy(), x, x.drawn(Sample.SHARES)));
      }
    }
    return cases;
  }
}
