// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import dev.fovea.op.Binary;
import dev.fovea.op.Fused;
import dev.fovea.op.Op;
import java.util.ArrayList;
import java.util.List;

/** A fused op as the ops it stands for: the head's kernel, then each of the tail's in place. */
final class FusedKernel {
  private FusedKernel() {}

  static void register(ReferenceKernels kernels) {
    kernels.put(Fused.class, (op, in, out) -> run(kernels, op, in, out));
  }

  /** Reads the operands of head and tail; writes the head's results. */
  private static void run(ReferenceKernels kernels, Fused op, List<Array> in, List<Array> out) {
    kernels.run(op.head(), in.subList(0, op.operands()), out);
    int next = op.operands();
    for (Op elementwise : op.tail()) {
      List<Array> operands = new ArrayList<>(List.of(out.get(0)));
      if (elementwise instanceof Binary) {
        operands.add(in.get(next++));
      }
      kernels.run(elementwise, operands, List.of(out.get(0)));
    }
  }
}
