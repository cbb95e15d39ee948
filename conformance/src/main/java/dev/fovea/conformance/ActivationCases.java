// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.op.Dropout;
import dev.fovea.op.PRelu;
import dev.fovea.op.Softmax;
import java.util.ArrayList;
import java.util.List;

/** Dropout, PReLU and softmax over images and rows. */
final class ActivationCases {
  private ActivationCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    Operand key = new Operand(Dropout.KEY_TYPE, Sample.CLASSES, false);
    for (int[] shape :
        new int[][] {{2, 3, 5, 4}, {2, 16, 4, 4}, {3, 17, 2, 2}, {5, 10}, {2, 100}}) {
      Operand x = Operand.input(shape);
      cases.add(OpCase.of(new Dropout(0.5, 2, 77), x, key));
      cases.add(OpCase.of(new Dropout(0.2, 1, -5), x, key));
      Operand nonzero = x.drawn(Sample.NONZERO);
      cases.add(OpCase.of(new PRelu(), nonzero, Operand.parameter(shape[1])));
      cases.add(OpCase.of(new PRelu(), nonzero, Operand.parameter(1)));
      cases.add(OpCase.of(new Softmax(false), x));
      cases.add(OpCase.of(new Softmax(true), x));
    }
    return cases;
  }
}
