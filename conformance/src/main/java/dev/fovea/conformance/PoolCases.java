// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.op.Pool;
import dev.fovea.tensor.Window;
import java.util.ArrayList;
import java.util.List;

/** Pools of every kind over windows that overlap, leave gaps, are padded and hang over the end. */
final class PoolCases {
  private static final List<Window> WINDOWS =
      List.of(
          Window.of(2).stride(2),
          Window.of(3).stride(2),
          Window.of(3).stride(2).pad(1),
          Window.of(3).pad(1),
          Window.of(3).stride(3),
          Window.of(2).stride(3),
          Window.of(3).stride(4).pad(1),
          Window.of(2, 3).stride(2, 1),
          Window.of(3, 2).stride(1, 3).pad(1, 0),
          Window.of(3).stride(2).pad(0, 1, 0, 1),
          Window.of(4, 3).stride(2).pad(2, 1, 0, 2),
          Window.of(1).stride(2),
          Window.of(7, 8));

  private PoolCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    for (Pool.Kind kind : Pool.Kind.values()) {
      for (Window window : WINDOWS) {
        for (boolean ceil : new boolean[] {false, true}) {
          cases.add(pool(new Pool(kind, window, ceil), 2, 3, 7, 8));
        }
      }
      for (int channels : ConvolutionCases.CHANNELS) {
        cases.add(pool(new Pool(kind, Window.of(3).stride(2).pad(1), false), 2, channels, 9, 6));
        cases.add(pool(new Pool(kind, Window.of(2).stride(2), true), 1, channels, 5, 5));
      }
      cases.add(pool(new Pool(kind, Window.of(2).stride(2), false), 4, 6, 28, 28));
      cases.add(pool(new Pool(kind, Window.of(3).stride(2), true), 1, 16, 14, 15));
      cases.add(pool(new Pool(kind, Window.of(3), false), 1, 1, 3, 3));
    }
    return cases;
  }

  private static OpCase pool(Pool op, int n, int channels, int height, int width) {
    return OpCase.of(op, Operand.input(n, channels, height, width).drawn(Sample.DISTINCT));
  }
}
