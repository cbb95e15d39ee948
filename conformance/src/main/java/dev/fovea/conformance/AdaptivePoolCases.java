// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.op.AdaptiveAveragePool;
import java.util.ArrayList;
import java.util.List;

/** Average pools to a given size: global, even, and uneven with overlap. */
final class AdaptivePoolCases {
  private AdaptivePoolCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    for (int channels : ConvolutionCases.CHANNELS) {
      cases.add(OpCase.of(AdaptiveAveragePool.global(), Operand.input(2, channels, 7, 5)));
    }
    cases.add(OpCase.of(new AdaptiveAveragePool(3, 4), Operand.input(2, 16, 6, 8)));
    cases.add(OpCase.of(new AdaptiveAveragePool(6, 6), Operand.input(1, 10, 13, 13)));
    cases.add(OpCase.of(new AdaptiveAveragePool(3, 2), Operand.input(2, 17, 7, 5)));
    cases.add(OpCase.of(new AdaptiveAveragePool(7, 7), Operand.input(1, 3, 4, 3)));
    cases.add(OpCase.of(new AdaptiveAveragePool(1, 1), Operand.input(3, 24, 1, 1)));
    return cases;
  }
}
