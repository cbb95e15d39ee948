// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import dev.fovea.op.Op;
import dev.fovea.op.OpTable;
import dev.fovea.tensor.FoveaException;
import java.util.List;
import java.util.Set;

/** The kernel of every op that computes something; leaves are the executable's business. */
final class ReferenceKernels {
  private final OpTable<ReferenceKernel<?>> table = new OpTable<>();

  ReferenceKernels() {
    ActivationKernels.register(this);
    ConvolutionKernels.register(this);
    ElementwiseKernels.register(this);
    FusedKernel.register(this);
    JoinKernels.register(this);
    LinearKernels.register(this);
    LossKernels.register(this);
    NormKernels.register(this);
    PackKernels.register(this);
    AdaptivePoolKernels.register(this);
    PoolKernels.register(this);
    SpreadKernels.register(this);
  }

  <O extends Op> ReferenceKernels put(Class<O> op, ReferenceKernel<O> kernel) {
    table.put(op, kernel);
    return this;
  }

  /**
   * The kernel of {@code op}, typed by the table's invariant: it was put under the class of its op.
   */
  @SuppressWarnings("unchecked")
  private <O extends Op> ReferenceKernel<O> of(O op) {
    return (ReferenceKernel<O>)
        table
            .find(op.getClass())
            .orElseThrow(
                () -> new FoveaException("reference: there is no kernel for %s", op.mnemonic()));
  }

  /** The kernel of {@code op} with its op and arrays bound. */
  Runnable bind(Op op, List<Array> in, List<Array> out) {
    ReferenceKernel<Op> kernel = of(op);
    return () -> kernel.run(op, in, out);
  }

  void run(Op op, List<Array> in, List<Array> out) {
    of(op).run(op, in, out);
  }

  Set<String> missing() {
    return table.missing();
  }
}
