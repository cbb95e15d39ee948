// SPDX-License-Identifier: Apache-2.0
package dev.fovea.compile;

import dev.fovea.ir.Graph;
import java.util.List;

/** A pure function from a graph to an equivalent one; named by an imperative phrase. */
public interface Pass {
  Graph apply(Graph graph);

  /** All passes of a list, in order. */
  static Pass sequence(List<Pass> passes) {
    return graph -> {
      Graph g = graph;
      for (Pass pass : passes) {
        g = pass.apply(g);
      }
      return g;
    };
  }
}
