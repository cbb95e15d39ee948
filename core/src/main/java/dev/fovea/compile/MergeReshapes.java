// SPDX-License-Identifier: Apache-2.0
package dev.fovea.compile;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.Reshape;
import dev.fovea.op.Value;
import java.util.List;
import java.util.Optional;

/**
 * {@code reshape(reshape(x)) => reshape(x)} and {@code reshape(x) => x} when the shape is x's own.
 */
public final class MergeReshapes implements Rewrite {
  @Override
  public Optional<List<Value>> rewrite(Node node, Site site) {
    if (!(node.op() instanceof Reshape)) {
      return Optional.empty();
    }
    Result x = node.inputs().get(0);
    if (x.type().equals(node.types().get(0))) {
      return Optional.of(List.of(site.at(x)));
    }
    if (site.op(x) instanceof Reshape) {
      Value source = site.at(site.producer(x).inputs().get(0));
      return Optional.of(
          source.type().equals(node.types().get(0))
              ? List.of(source)
              : site.apply(node.op(), List.of(source)));
    }
    return Optional.empty();
  }
}
