// SPDX-License-Identifier: Apache-2.0
package dev.fovea.ir;

import dev.fovea.op.Op;
import dev.fovea.tensor.FoveaException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An immutable computation: nodes in topological order, named outputs, and updates that give a
 * stateful leaf (parameter, buffer, slot) its next value when the run is over.
 *
 * <p>Updates take effect together, after every node has been computed: a node that reads the leaf
 * sees the old value.
 */
public record Graph(
    String name, List<Node> nodes, Map<String, Result> outputs, List<Update> updates) {
  /** The input that models read. */
  public static final String INPUT = "x";

  /** The output that models write: one score a class. */
  public static final String LOGITS = "logits";

  /**
   * How the names of outputs begin that are scores of auxiliary classifiers: helpers of training.
   */
  public static final String AUXILIARY = "aux";

  /** After the run, {@code leaf} holds {@code value}. */
  public record Update(Result leaf, Result value) {}

  public Graph {
    nodes = List.copyOf(nodes);
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    updates = List.copyOf(updates);
    Verifier.verify(nodes, outputs, updates);
  }

  public Node node(Result value) {
    return nodes.get(value.node());
  }

  public Op op(Result value) {
    return node(value).op();
  }

  public Result output(String output) {
    Result value = outputs.get(output);
    FoveaException.check(
        value != null, "graph %s has no output '%s', only %s", name, output, outputs.keySet());
    return value;
  }

  /** The nodes whose op is a leaf of the given class, in order. */
  public <L extends Op.Leaf> List<Node> leaves(Class<L> kind) {
    return nodes.stream().filter(node -> kind.isInstance(node.op())).toList();
  }

  /** For each node, the nodes that take one of its results as an operand, once per operand. */
  public List<List<Node>> uses() {
    List<List<Node>> uses = new ArrayList<>();
    for (Node node : nodes) {
      uses.add(new ArrayList<>());
      for (Result input : node.inputs()) {
        uses.get(input.node()).add(node);
      }
    }
    return uses;
  }

  /** The values that must exist when the run is over: outputs and next states. */
  public List<Result> roots() {
    List<Result> roots = new ArrayList<>(outputs.values());
    updates.forEach(update -> roots.add(update.value()));
    return roots;
  }

  /**
   * Multiply-accumulates of all nodes; bias, normalisation and pooling count nothing (notes T14).
   *
   * @throws FoveaException when they are too many to be counted, naming the first node too many
   */
  public long macs() {
    long sum = 0;
    for (Node node : nodes) {
      sum = node.addMacs(sum);
    }
    return sum;
  }

  /** The text form, see {@link GraphText}. */
  @Override
  public String toString() {
    return GraphText.print(this);
  }
}
