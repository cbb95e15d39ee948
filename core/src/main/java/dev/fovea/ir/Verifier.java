// SPDX-License-Identifier: Apache-2.0
package dev.fovea.ir;

import dev.fovea.op.Op;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks that nodes form a graph: ids are positions, operands come first and have the types their
 * makers gave them, every type can be inferred again, leaves are unique by path, updates target
 * stateful leaves once and keep their type. A failure is a bug of whoever built the graph.
 */
final class Verifier {
  private Verifier() {}

  static void verify(List<Node> nodes, Map<String, Result> outputs, List<Graph.Update> updates) {
    Set<String> paths = new HashSet<>();
    for (int id = 0; id < nodes.size(); id++) {
      Node node = nodes.get(id);
      require(node.id() == id, "node %d stands at position %d", node.id(), id);
      for (Result input : node.inputs()) {
        require(input.node() < id, "node %d uses %s before it is computed", id, input);
        exists(nodes, input);
      }
      require(
          node.op().infer(node.inputTypes()).equals(node.types()),
          "node %d: types %s differ from what %s infers",
          id,
          node.types(),
          node.op());
      if (node.op() instanceof Op.Leaf leaf) {
        require(paths.add(leaf.path()), "two leaves are called '%s'", leaf.path());
      }
    }
    outputs.values().forEach(value -> exists(nodes, value));
    Set<Result> targets = new HashSet<>();
    for (Graph.Update update : updates) {
      exists(nodes, update.leaf());
      exists(nodes, update.value());
      Op op = nodes.get(update.leaf().node()).op();
      require(op instanceof Op.Stateful, "update of %s, which is not state", op);
      require(targets.add(update.leaf()), "two updates of %s", op);
      require(
          update.leaf().type().equals(update.value().type()),
          "update of %s with a value of type %s",
          op,
          update.value().type());
    }
  }

  private static void exists(List<Node> nodes, Result value) {
    require(
        value.node() >= 0
            && value.node() < nodes.size()
            && value.index() < nodes.get(value.node()).types().size()
            && nodes.get(value.node()).types().get(value.index()).equals(value.type()),
        "there is no value %s of type %s",
        value,
        value.type());
  }

  private static void require(boolean condition, String format, Object... args) {
    if (!condition) {
      throw new IllegalStateException("graph: " + String.format(format, args));
    }
  }
}
