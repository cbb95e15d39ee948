// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.ir.Graph;
import dev.fovea.ir.GraphBuilder;
import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.BatchNormInference;
import dev.fovea.op.Buffer;
import dev.fovea.op.Op;
import dev.fovea.op.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Batch normalisations that are frozen: those whose scale and shift are, or, where they have
 * neither, whose running statistics a glob names. They normalise by their running statistics and
 * keep them, as Keras has it with {@code trainable = False}; else a part of the network that is to
 * stay as it is would drift with the data.
 */
final class FrozenNorms {
  private final Graph forward;
  private final Predicate<String> frozen;
  private final Map<String, Node> buffers = new HashMap<>();

  private FrozenNorms(Graph forward, Predicate<String> frozen) {
    this.forward = forward;
    this.frozen = frozen;
    forward.leaves(Buffer.class).forEach(node -> buffers.put(((Op.Leaf) node.op()).path(), node));
  }

  /**
   * The model with its frozen normalisations as in inference; the same graph where there are none.
   *
   * @param forward a model traced for training
   * @param frozen asked with the paths of parameters and buffers
   */
  static Graph of(Graph forward, Predicate<String> frozen) {
    return new FrozenNorms(forward, frozen).rewritten();
  }

  private Graph rewritten() {
    Map<Node, Figures> norms = new HashMap<>();
    Set<Integer> kept = new HashSet<>();
    for (Node node : forward.nodes()) {
      Figures own = new Figures(buffer(node, "running_mean"), buffer(node, "running_var"));
      if (node.op() instanceof BatchNorm && own.mean != null && own.variance != null) {
        if (isFrozen(node, own)) {
          norms.put(node, own);
          kept.add(own.mean.id());
          kept.add(own.variance.id());
        }
      }
    }
    if (norms.isEmpty()) {
      return forward;
    }
    List<Graph.Update> updates =
        forward.updates().stream().filter(u -> !kept.contains(u.leaf().node())).toList();
    Set<Integer> needed = needed(updates);
    GraphBuilder builder = new GraphBuilder(forward.name());
    Map<Integer, List<Result>> copies = new HashMap<>();
    for (Node node : forward.nodes()) {
      if (!needed.contains(node.id())) {
        continue;
      }
      List<Result> inputs = new ArrayList<>();
      node.inputs().forEach(in -> inputs.add(copies.get(in.node()).get(in.index())));
      Figures own = norms.get(node);
      copies.put(
          node.id(),
          own == null
              ? builder.at(node.path()).node(node.op(), inputs)
              : inference(builder, node, inputs, own));
    }
    forward
        .outputs()
        .forEach((name, out) -> builder.output(name, copies.get(out.node()).get(out.index())));
    for (Graph.Update u : updates) {
      builder.update(
          copies.get(u.leaf().node()).get(u.leaf().index()),
          copies.get(u.value().node()).get(u.value().index()));
    }
    return builder.build();
  }

  /** The running statistics of a normalisation. */
  private record Figures(Node mean, Node variance) {}

  private Node buffer(Node norm, String name) {
    return buffers.get(norm.path().isEmpty() ? name : norm.path() + "." + name);
  }

  private boolean isFrozen(Node norm, Figures own) {
    List<Result> affine = norm.inputs().subList(1, norm.inputs().size());
    return affine.isEmpty()
        ? isFrozen(own.mean) && isFrozen(own.variance)
        : affine.stream()
            .map(forward::node)
            .allMatch(node -> node.op() instanceof Parameter && isFrozen(node));
  }

  private boolean isFrozen(Node leaf) {
    return frozen.test(((Op.Leaf) leaf.op()).path());
  }

  /** What is left to compute; the leaves all stay, since they are the state of the model. */
  private Set<Integer> needed(List<Graph.Update> updates) {
    Set<Integer> needed = new HashSet<>();
    forward.outputs().values().forEach(value -> needed.add(value.node()));
    updates.forEach(u -> needed.add(u.value().node()));
    for (int i = forward.nodes().size() - 1; i >= 0; i--) {
      Node node = forward.nodes().get(i);
      if (node.op() instanceof Op.Leaf) {
        needed.add(i);
      }
      if (needed.contains(i)) {
        node.inputs().forEach(input -> needed.add(input.node()));
      }
    }
    return needed;
  }

  /** Results as of the normalisation by the batch: the image, mean and variance. */
  private static List<Result> inference(
      GraphBuilder builder, Node norm, List<Result> inputs, Figures own) {
    Result mean = builder.at(own.mean.path()).node(own.mean.op(), List.of()).get(0);
    Result variance = builder.at(own.variance.path()).node(own.variance.op(), List.of()).get(0);
    List<Result> operands = new ArrayList<>(inputs);
    operands.add(mean);
    operands.add(variance);
    double eps = ((BatchNorm) norm.op()).eps();
    Result image = builder.at(norm.path()).node(new BatchNormInference(eps), operands).get(0);
    return List.of(image, mean, variance);
  }
}
