// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import dev.fovea.op.Concat;
import dev.fovea.op.Pad;
import dev.fovea.op.Slice;
import java.util.List;

/**
 * Joining, taking and padding along an axis. A value is seen as {@code [outer, size, inner]}, the
 * axis in the middle.
 */
final class JoinKernels {
  private JoinKernels() {}

  static void register(ReferenceKernels kernels) {
    kernels.put(Concat.class, JoinKernels::concat);
    kernels.put(Slice.class, JoinKernels::slice);
    kernels.put(Pad.class, JoinKernels::pad);
  }

  /** Reads all operands; writes y. */
  private static void concat(Concat op, List<Array> in, List<Array> out) {
    int at = 0;
    for (Array x : in) {
      copy(x, 0, out.get(0), at, x.dim(op.axis()), op.axis());
      at += x.dim(op.axis());
    }
  }

  /** Reads x; writes y. */
  private static void slice(Slice op, List<Array> in, List<Array> out) {
    copy(in.get(0), op.begin(), out.get(0), 0, op.size(), op.axis());
  }

  /** Reads x; writes y. */
  private static void pad(Pad op, List<Array> in, List<Array> out) {
    Array x = in.get(0);
    out.get(0).zero();
    int from = Math.max(0, -op.before());
    int size = x.dim(op.axis()) - from - Math.max(0, -op.after());
    copy(x, from, out.get(0), Math.max(0, op.before()), size, op.axis());
  }

  /** Copies {@code size} positions of {@code axis}, from {@code from} on, to {@code to} on. */
  private static void copy(Array x, int from, Array y, int to, int size, int axis) {
    int outer = 1;
    int inner = 1;
    for (int i = 0; i < x.type.rank(); i++) {
      outer *= i < axis ? x.dim(i) : 1;
      inner *= i > axis ? x.dim(i) : 1;
    }
    for (int o = 0; o < outer; o++) {
      System.arraycopy(
          x.data,
          (o * x.dim(axis) + from) * inner,
          y.data,
          (o * y.dim(axis) + to) * inner,
          size * inner);
    }
  }
}
