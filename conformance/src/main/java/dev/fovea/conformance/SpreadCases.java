// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.op.Expand;
import dev.fovea.op.Fill;
import dev.fovea.op.SumTo;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/** Repeating values over axes, and summing them back. */
final class SpreadCases {
  private SpreadCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    for (int channels : new int[] {1, 3, 16, 17}) {
      int[] big = {2, channels, 4, 5};
      for (int[] small :
          new int[][] {
            big, {1}, {1, channels, 1, 1}, {2, 1, 4, 5}, {2, channels, 1, 1}, {1, 1, 1, 5}
          }) {
        cases.add(OpCase.of(new Expand(TensorType.f32(big)), Operand.input(small)));
        cases.add(OpCase.of(new SumTo(TensorType.f32(small)), Operand.input(big)));
      }
    }
    cases.add(OpCase.of(new SumTo(TensorType.f32(1)), Operand.input(1000)));
    cases.add(OpCase.of(new SumTo(TensorType.f32(1, 10)), Operand.input(7, 10)));
    cases.add(OpCase.of(new Expand(TensorType.f32(7, 10)), Operand.input(7, 1)));
    cases.add(OpCase.of(new Fill(TensorType.f32(2, 17, 3, 3), 0.1)));
    cases.add(OpCase.of(new Fill(TensorType.f32(1), -1)));
    cases.add(OpCase.of(new Fill(TensorType.f32(5), 0)));
    return cases;
  }
}
