// SPDX-License-Identifier: Apache-2.0
package dev.fovea.compile;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.BatchNormReluBackward;
import dev.fovea.op.Fused;
import dev.fovea.op.Unary;
import dev.fovea.op.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code batch_norm.backward(unary.backward(relu)(y, dy), x, ..) => batch_norm_relu_backward(y, dy,
 * x, ..)} where {@code y} comes from a batch normalisation fused with that ReLU.
 *
 * <p>Legal because it is what {@link BatchNormReluBackward} stands for; fires only if nobody else
 * needs the ReLU's gradient.
 */
public final class FuseBatchNormGradient implements Rewrite {
  private static final Unary.Backward RELU = new Unary.Backward(Unary.Fn.RELU);

  @Override
  public Optional<List<Value>> rewrite(Node node, Site site) {
    if (!(node.op() instanceof BatchNorm.Backward op)) {
      return Optional.empty();
    }
    Result masked = node.inputs().get(0);
    Node relu = site.producer(masked);
    if (!relu.op().equals(RELU) || !site.usedOnce(masked)) {
      return Optional.empty();
    }
    Result y = relu.inputs().get(0);
    if (!(site.op(y) instanceof Fused fused) || !(fused.head() instanceof BatchNorm)) {
      return Optional.empty();
    }
    List<Value> in = new ArrayList<>(site.at(relu.inputs()));
    in.addAll(site.at(node.inputs().subList(1, node.inputs().size())));
    return Optional.of(site.apply(new BatchNormReluBackward(op.eps()), in));
  }
}
