// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.op.Binary;
import dev.fovea.op.Unary;
import java.util.ArrayList;
import java.util.List;

/**
 * Every function of one and of two elements, over images, rows and vectors, with every way to
 * spread.
 */
final class ElementwiseCases {
  private ElementwiseCases() {}

  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    for (Unary.Fn fn : Unary.Fn.values()) {
      for (int[] shape : new int[][] {{2, 3, 5, 4}, {2, 16, 4, 4}, {3, 17, 1, 1}, {5, 10}, {37}}) {
        Unary op = fn.hasAlpha() ? new Unary(fn, 0.2) : new Unary(fn);
        cases.add(OpCase.of(op, Operand.input(shape).drawn(sample(fn))));
      }
    }
    for (Binary.Fn fn : Binary.Fn.values()) {
      for (int channels : new int[] {3, 16, 17}) {
        add(cases, fn, new int[] {2, channels, 4, 5}, new int[] {2, channels, 4, 5});
        add(cases, fn, new int[] {2, channels, 4, 5}, new int[] {1});
        add(cases, fn, new int[] {2, channels, 4, 5}, new int[] {1, channels, 1, 1});
        add(cases, fn, new int[] {2, channels, 4, 5}, new int[] {2, channels, 1, 1});
        add(cases, fn, new int[] {2, channels, 4, 5}, new int[] {2, 1, 4, 5});
        add(cases, fn, new int[] {2, channels, 4, 5}, new int[] {1, 1, 1, 5});
      }
      add(cases, fn, new int[] {4, 10}, new int[] {4, 10});
      add(cases, fn, new int[] {4, 10}, new int[] {1, 10});
      add(cases, fn, new int[] {4, 10}, new int[] {4, 1});
      add(cases, fn, new int[] {100}, new int[] {100});
      add(cases, fn, new int[] {100}, new int[] {1});
      add(cases, fn, new int[] {1}, new int[] {1});
    }
    return cases;
  }

  private static Sample sample(Unary.Fn fn) {
    return switch (fn) {
      case RELU, LEAKY_RELU -> Sample.NONZERO;
      case RELU6, CLIP, HARD_SIGMOID, HARD_SWISH -> Sample.WIDE;
      case SQRT -> Sample.POSITIVE;
      case SIGMOID, TANH, SQUARE, SILU, EXP -> Sample.ANY;
    };
  }

  /** The second operand is a parameter when it is the smaller, as learned scales are. */
  private static void add(List<OpCase> cases, Binary.Fn fn, int[] a, int[] b) {
    Operand left = Operand.input(a);
    Operand right = a.length == b.length && a[0] == b[0] ? Operand.input(b) : Operand.parameter(b);
    Sample sample = fn == Binary.Fn.DIV ? Sample.POSITIVE : Sample.ANY;
    cases.add(OpCase.of(new Binary(fn), left, right.drawn(sample)));
  }
}
