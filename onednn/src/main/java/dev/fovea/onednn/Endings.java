// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.ir.Graph;
import dev.fovea.ir.Result;
import dev.fovea.onednn.Schedule.Ended;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is left once every node is lowered: outputs are read, and next states come home. */
record Endings(Graph graph, StateStore state, Compilation c) {
  /** Row-major copies of the outputs, outside the state, which the updates may change. */
  Map<String, Ended> outputs() {
    Map<String, Ended> outputs = new LinkedHashMap<>();
    graph
        .outputs()
        .forEach((name, v) -> outputs.put(name, new Ended(v.type(), outsideState(v, logical(v)))));
    return outputs;
  }

  /**
   * Copies next states home that were not written there; all are read before the first is written.
   */
  void storeUpdates() {
    Map<Graph.Update, Placed> values = new LinkedHashMap<>();
    for (Graph.Update update : graph.updates()) {
      Placed target = c.primary(update.leaf());
      Placed value = c.use(update.value(), target.desc());
      if (!state.isSame(value.place(), target.place())) {
        values.put(update, outsideState(update.value(), value));
      }
    }
    values.forEach(
        (update, value) -> c.copy(graph.node(update.value()), value, c.primary(update.leaf())));
  }

  /** A row-major copy without the padding between the segments of a group's vector. */
  private Placed logical(Result value) {
    return c.groupOf(value)
        .map(group -> LeafLowering.withoutPadding(value, group, c))
        .orElseGet(() -> c.plain(value));
  }

  private Placed outsideState(Result value, Placed placed) {
    if (placed.place() instanceof Place.Planned) {
      return placed;
    }
    Placed copy = c.scratch(placed.desc());
    c.copy(graph.node(value), placed, copy);
    return copy;
  }
}
