// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import dev.fovea.op.Expand;
import dev.fovea.op.Fill;
import dev.fovea.op.SumTo;
import java.util.Arrays;
import java.util.List;

/** Repeating values over axes, and summing them back. */
final class SpreadKernels {
  private SpreadKernels() {}

  static void register(ReferenceKernels kernels) {
    kernels.put(Fill.class, (op, in, out) -> Arrays.fill(out.get(0).data, op.value()));
    kernels.put(Expand.class, SpreadKernels::expand);
    kernels.put(SumTo.class, SpreadKernels::sumTo);
  }

  /** Reads x; writes y. */
  private static void expand(Expand op, List<Array> in, List<Array> out) {
    Array x = in.get(0);
    Array y = out.get(0);
    Spread spread = new Spread(y.type, x.type);
    for (int i = 0; i < y.data.length; i++) {
      y.data[i] = x.data[spread.at(i)];
    }
  }

  /** Reads x; writes y. */
  private static void sumTo(SumTo op, List<Array> in, List<Array> out) {
    Array x = in.get(0);
    Array y = out.get(0);
    Spread spread = new Spread(x.type, y.type);
    y.zero();
    for (int i = 0; i < x.data.length; i++) {
      y.data[spread.at(i)] += x.data[i];
    }
  }
}
