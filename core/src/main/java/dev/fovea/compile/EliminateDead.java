// SPDX-License-Identifier: Apache-2.0
package dev.fovea.compile;

import dev.fovea.ir.Graph;
import dev.fovea.ir.GraphBuilder;
import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.Input;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes nodes on which no output and no update depends. Inputs stay, so that a compiled graph has
 * the ports of the one it came from.
 */
public final class EliminateDead implements Pass {
  @Override
  public Graph apply(Graph graph) {
    boolean[] live = new boolean[graph.nodes().size()];
    graph.roots().forEach(root -> live[root.node()] = true);
    graph.updates().forEach(update -> live[update.leaf().node()] = true);
    for (int id = live.length - 1; id >= 0; id--) {
      Node node = graph.nodes().get(id);
      live[id] |= node.op() instanceof Input;
      if (live[id]) {
        node.inputs().forEach(input -> live[input.node()] = true);
      }
    }
    GraphBuilder builder = new GraphBuilder(graph.name());
    List<List<Result>> copies = new ArrayList<>();
    for (Node node : graph.nodes()) {
      copies.add(
          live[node.id()]
              ? builder
                  .at(node.path())
                  .node(node.op(), node.inputs().stream().map(i -> at(copies, i)).toList())
              : List.of());
    }
    graph.outputs().forEach((name, value) -> builder.output(name, at(copies, value)));
    graph.updates().forEach(u -> builder.update(at(copies, u.leaf()), at(copies, u.value())));
    return builder.build();
  }

  private static Result at(List<List<Result>> copies, Result value) {
    return copies.get(value.node()).get(value.index());
  }
}
