// SPDX-License-Identifier: Apache-2.0
package dev.fovea.analysis;

import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import java.util.List;

/**
 * Multiply-accumulates, bias, normalisation and pooling excluded (notes T14).
 *
 * @param byNode for each node, for the whole batch the graph was traced with
 */
public record Macs(List<Long> byNode) {
  public Macs {
    byNode = List.copyOf(byNode);
  }

  public static Macs of(Graph graph) {
    return new Macs(graph.nodes().stream().map(Node::macs).toList());
  }

  public long total() {
    return byNode.stream().mapToLong(Long::longValue).sum();
  }
}
