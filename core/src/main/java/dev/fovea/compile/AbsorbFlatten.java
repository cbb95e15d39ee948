// SPDX-License-Identifier: Apache-2.0
package dev.fovea.compile;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.Linear;
import dev.fovea.op.Op;
import dev.fovea.op.Reshape;
import dev.fovea.op.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code linear(reshape(x), w) => linear(x, w)}, likewise its weight gradient; {@code
 * reshape(linear.backward_data(dy, w)) => linear.backward_data(dy, w)} of the image type.
 *
 * <p>Legal because a linear layer flattens all axes but the first in the same row-major order. It
 * lets the layer read and write the layout of the convolutions beside it.
 */
public final class AbsorbFlatten implements Rewrite {
  @Override
  public Optional<List<Value>> rewrite(Node node, Site site) {
    if (node.op() instanceof Linear || node.op() instanceof Linear.BackwardWeights) {
      Result x = node.inputs().get(0);
      if (site.op(x) instanceof Reshape && keepsBatch(site.producer(x))) {
        List<Value> in = new ArrayList<>(site.at(node.inputs()));
        in.set(0, site.at(site.producer(x).inputs().get(0)));
        return Optional.of(site.apply(node.op(), in));
      }
    }
    if (node.op() instanceof Reshape && keepsBatch(node)) {
      Result dx = node.inputs().get(0);
      if (site.op(dx) instanceof Linear.BackwardData && site.usedOnce(dx)) {
        Op direct = new Linear.BackwardData(node.types().get(0));
        return Optional.of(site.apply(direct, site.at(site.producer(dx).inputs())));
      }
    }
    return Optional.empty();
  }

  private static boolean keepsBatch(Node reshape) {
    return reshape.inputs().get(0).type().dim(0) == reshape.types().get(0).dim(0)
        && reshape.types().get(0).rank() >= 2
        && reshape.inputs().get(0).type().rank() >= 2;
  }
}
