// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.compile.AbsorbFlatten;
import dev.fovea.compile.EliminateDead;
import dev.fovea.compile.ExpandFused;
import dev.fovea.compile.FoldBatchNorm;
import dev.fovea.compile.FuseBatchNormGradient;
import dev.fovea.compile.FuseBatchNormRelu;
import dev.fovea.compile.FuseTail;
import dev.fovea.compile.JoinGradients;
import dev.fovea.compile.MergeReshapes;
import dev.fovea.compile.Pass;
import dev.fovea.compile.RewritePass;
import dev.fovea.ir.Node;
import dev.fovea.op.Binary;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Linear;
import dev.fovea.op.Op;
import dev.fovea.op.Unary;
import java.util.List;

/** The passes that make a graph what oneDNN does best, in order. */
final class Pipeline {
  private Pipeline() {}

  static Pass passes(Layouts layouts) {
    return Pass.sequence(
        List.of(
            new EliminateDead(),
            // Fused ops of other making come apart first, so that only fusions known here remain.
            RewritePass.of(new ExpandFused()),
            RewritePass.of(new MergeReshapes(), new AbsorbFlatten(), new FoldBatchNorm()),
            RewritePass.of(
                new FuseTail((head, before, tail, other) -> fuses(layouts, head, before, tail)),
                new FuseBatchNormRelu(),
                new JoinGradients(),
                new FuseBatchNormGradient())));
  }

  /**
   * What oneDNN's post-ops can do: a convolution or linear layer adds at most one value, then
   * applies functions; a binary op does one more of either.
   */
  private static boolean fuses(Layouts layouts, Node head, List<Op> before, Op tail) {
    if (head.op() instanceof Binary) {
      return before.isEmpty();
    }
    if (head.op() instanceof Conv2d) {
      // Channels-last kernels work on full vectors of 16 channels and would compute the function
      // for
      // the rest too (LeNet's first sigmoid, 6 channels: 725 us fused, 400 + 137 us apart).
      boolean wasteful = tail instanceof Unary && head.types().get(0).dim(1) % 16 != 0;
      if (layouts == Layouts.CHANNELS_LAST && wasteful) {
        return false;
      }
      return tail instanceof Unary ? before.size() < 2 : before.isEmpty();
    }
    return head.op() instanceof Linear && tail instanceof Unary && before.isEmpty();
  }
}
