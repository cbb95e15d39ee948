// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.op.Linear;
import java.util.ArrayList;
import java.util.List;

/** Fully connected layers over rows and over images. */
final class LinearCases {
  private LinearCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    for (int features : ConvolutionCases.CHANNELS) {
      for (int outputs : new int[] {1, 10, 16, 17}) {
        add(cases, outputs, outputs % 2 == 0, 3, features);
      }
      add(cases, 10, true, 2, features, 3, 2);
    }
    add(cases, 120, true, 4, 16, 5, 5);
    add(cases, 84, true, 4, 120);
    add(cases, 10, true, 256, 84);
    add(cases, 5, false, 1, 300);
    add(cases, 1, true, 1, 1);
    add(cases, 7, false, 2, 6, 1, 1);
    return cases;
  }

  private static void add(List<OpCase> cases, int outputs, boolean bias, int... input) {
    int features = 1;
    for (int axis = 1; axis < input.length; axis++) {
      features *= input[axis];
    }
    Operand x = Operand.input(input);
    Operand w = Operand.parameter(outputs, features);
    cases.add(
        bias
            ? OpCase.of(new Linear(), x, w, Operand.parameter(outputs))
            : OpCase.of(new Linear(), x, w));
  }
}
