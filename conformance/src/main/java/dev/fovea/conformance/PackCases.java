// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.op.Pack;
import dev.fovea.op.Reshape;
import dev.fovea.op.Unpack;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/** The same elements under other shapes: reshape, pack, unpack. */
final class PackCases {
  private PackCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    for (int channels : ConvolutionCases.CHANNELS) {
      cases.add(reshape(Shape.of(2, channels * 20), 2, channels, 4, 5));
      cases.add(reshape(Shape.of(2, channels, 4, 5), 2, channels * 20));
    }
    cases.add(reshape(Shape.of(3, 4, 5, 2), 4, 3, 2, 5));
    cases.add(reshape(Shape.of(1, 24), 24));
    cases.add(
        OpCase.of(
            new Pack("all"),
            Operand.parameter(6, 1, 5, 5),
            Operand.parameter(6),
            Operand.parameter(17, 6, 3, 3),
            Operand.parameter(10, 40),
            Operand.parameter(1)));
    cases.add(OpCase.of(new Pack("all"), Operand.input(2, 3, 4, 5)));
    cases.add(OpCase.of(new Pack("all"), Operand.input(16), Operand.input(3)));
    cases.add(OpCase.of(new Unpack(0, TensorType.f32(6, 1, 5, 5)), Operand.input(200)));
    cases.add(OpCase.of(new Unpack(50, TensorType.f32(10, 15)), Operand.input(200)));
    cases.add(OpCase.of(new Unpack(199, TensorType.f32(1)), Operand.input(200)));
    cases.add(OpCase.of(new Unpack(3, TensorType.f32(17, 16, 3, 3)), Operand.input(2451)));
    return cases;
  }

  private static OpCase reshape(Shape to, int... from) {
    return OpCase.of(new Reshape(to), Operand.input(from));
  }
}
