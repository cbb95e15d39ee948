// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import dev.fovea.op.Pack;
import dev.fovea.op.Reshape;
import dev.fovea.op.Unpack;
import java.util.List;

/** The same elements in the same order under other shapes. */
final class PackKernels {
  private PackKernels() {}

  static void register(ReferenceKernels kernels) {
    kernels.put(Reshape.class, (op, in, out) -> copy(in.get(0), 0, out.get(0)));
    kernels.put(Unpack.class, (op, in, out) -> copy(in.get(0), op.offset(), out.get(0)));
    kernels.put(Pack.class, PackKernels::pack);
  }

  /** Reads x from {@code offset} on; writes y. */
  private static void copy(Array x, long offset, Array y) {
    System.arraycopy(x.data, Math.toIntExact(offset), y.data, 0, y.data.length);
  }

  /** Reads all operands; writes y. */
  private static void pack(Pack op, List<Array> in, List<Array> out) {
    int offset = 0;
    for (Array x : in) {
      System.arraycopy(x.data, 0, out.get(0).data, offset, x.data.length);
      offset += x.data.length;
    }
  }
}
