// SPDX-License-Identifier: Apache-2.0
package dev.fovea.compile;

import dev.fovea.ir.Node;
import dev.fovea.op.Op;
import dev.fovea.op.Value;
import java.util.List;
import java.util.Optional;

/**
 * {@code fused(..) => the ops it stands for}; the inverse of fusion, for backends without the fused
 * kernel.
 */
public final class ExpandFused implements Rewrite {
  @Override
  public Optional<List<Value>> rewrite(Node node, Site site) {
    return node.op() instanceof Op.Decomposable d
        ? Optional.of(d.decompose(site, site.at(node.inputs())))
        : Optional.empty();
  }
}
