// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.op.Concat;
import dev.fovea.op.Pad;
import dev.fovea.op.Slice;
import java.util.ArrayList;
import java.util.List;

/** Concat, slice and pad along every axis, on block boundaries of 8 and 16 channels and off. */
final class JoinCases {
  private JoinCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    int[][] joined = {{16, 16}, {32, 16, 48}, {3, 16}, {17, 8, 1}, {5}, {8, 24, 32}};
    for (int[] channels : joined) {
      Operand[] images = new Operand[channels.length];
      Operand[] rows = new Operand[channels.length];
      for (int i = 0; i < channels.length; i++) {
        images[i] = Operand.input(2, channels[i], 3, 4);
        rows[i] = Operand.input(2, channels[i]);
      }
      cases.add(OpCase.of(new Concat(1), images));
      cases.add(OpCase.of(new Concat(1), rows));
    }
    cases.add(OpCase.of(new Concat(0), Operand.input(1, 5, 2, 2), Operand.input(3, 5, 2, 2)));
    cases.add(OpCase.of(new Concat(2), Operand.input(2, 5, 1, 3), Operand.input(2, 5, 4, 3)));
    cases.add(OpCase.of(new Concat(3), Operand.input(2, 5, 3, 1), Operand.input(2, 5, 3, 2)));
    cases.add(OpCase.of(new Concat(0), Operand.input(7), Operand.input(4)));
    Operand x = Operand.input(3, 40, 6, 5);
    for (int axis = 0; axis < 4; axis++) {
      cases.add(OpCase.of(new Slice(axis, 1, 2), x));
      cases.add(OpCase.of(new Pad(axis, 1, 2), x));
      cases.add(OpCase.of(new Pad(axis, -1, -1), x));
      cases.add(OpCase.of(new Pad(axis, -2, 3), x));
      cases.add(OpCase.of(new Pad(axis, 2, -1), x));
    }
    for (int[] range : new int[][] {{0, 16}, {16, 16}, {16, 24}, {0, 40}, {8, 17}, {39, 1}}) {
      cases.add(OpCase.of(new Slice(1, range[0], range[1]), x));
    }
    cases.add(OpCase.of(new Pad(1, 8, 8), Operand.input(2, 16, 4, 4)));
    cases.add(OpCase.of(new Pad(1, 0, 0), x));
    cases.add(OpCase.of(new Pad(1, 3, 4), Operand.input(4, 10)));
    cases.add(OpCase.of(new Slice(0, 2, 5), Operand.input(9)));
    return cases;
  }
}
