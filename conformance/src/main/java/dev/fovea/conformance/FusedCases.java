// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.op.Binary;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Fused;
import dev.fovea.op.Linear;
import dev.fovea.op.Op;
import dev.fovea.op.Unary;
import dev.fovea.tensor.Window;
import java.util.ArrayList;
import java.util.List;

/** Ops with a tail, given directly: a backend runs them or expands them. */
final class FusedCases {
  private static final Op ADD = new Binary(Binary.Fn.ADD);

  private FusedCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    Conv2d conv = Conv2d.of(Window.of(3).pad(1));
    for (int channels : new int[] {3, 16, 17}) {
      Operand x = Operand.input(2, channels, 6, 5);
      Operand w = Operand.parameter(10, channels, 3, 3);
      Operand b = Operand.parameter(10);
      Operand other = Operand.input(2, 10, 6, 5);
      for (Unary.Fn fn : List.of(Unary.Fn.RELU, Unary.Fn.SIGMOID, Unary.Fn.TANH)) {
        Op unary = new Unary(fn);
        cases.add(OpCase.of(new Fused(conv, 3, List.of(unary)), x, w, b));
        cases.add(OpCase.of(new Fused(conv, 2, List.of(unary)), x, w));
        cases.add(OpCase.of(new Fused(conv, 3, List.of(ADD, unary)), x, w, b, other));
      }
      cases.add(OpCase.of(new Fused(conv, 2, List.of(ADD)), x, w, other));
      cases.add(
          OpCase.of(
              new Fused(new Linear(), 3, List.of(new Unary(Unary.Fn.SIGMOID))),
              Operand.input(4, channels),
              Operand.parameter(24, channels),
              Operand.parameter(24)));
    }
    Operand vector = Operand.input(50);
    Op mul = new Binary(Binary.Fn.MUL);
    cases.add(OpCase.of(new Fused(mul, 2, List.of(ADD)), vector, Operand.input(1), vector));
    return cases;
  }
}
