// SPDX-License-Identifier: Apache-2.0
package dev.fovea.compile;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.BatchNormInference;
import dev.fovea.op.Fused;
import dev.fovea.op.Unary;
import dev.fovea.op.Value;
import java.util.List;
import java.util.Optional;

/**
 * {@code unary(relu)(batch_norm(x, ..)) => fused(batch_norm; relu)(x, ..)}, likewise by given
 * statistics.
 *
 * <p>Fires when nobody but the ReLU uses the normalised values. Unlike {@link FuseTail} it puts the
 * fused op where the normalisation stood, since the batch's statistics may be used before the ReLU.
 */
public final class FuseBatchNormRelu implements Rewrite {
  private static final Unary RELU = new Unary(Unary.Fn.RELU);

  @Override
  public Optional<List<Value>> rewrite(Node node, Site site) {
    if (isBehindNorm(node, site)) {
      return Optional.of(List.of(site.at(node.inputs().get(0))));
    }
    boolean fits =
        isNorm(node)
            && site.soleUser(node.result()).filter(user -> isBehindNorm(user, site)).isPresent();
    return fits
        ? Optional.of(
            site.apply(
                new Fused(node.op(), node.inputs().size(), List.of(RELU)), site.at(node.inputs())))
        : Optional.empty();
  }

  private static boolean isBehindNorm(Node node, Site site) {
    if (!node.op().equals(RELU)) {
      return false;
    }
    Result x = node.inputs().get(0);
    return x.index() == 0 && isNorm(site.producer(x)) && site.soleUser(x).isPresent();
  }

  private static boolean isNorm(Node node) {
    return node.op() instanceof BatchNorm || node.op() instanceof BatchNormInference;
  }
}
