// SPDX-License-Identifier: Apache-2.0
package dev.fovea.ir;

import dev.fovea.op.Emitter;
import dev.fovea.op.Op;
import dev.fovea.op.Value;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds a graph: the only mutable object of the representation. Equal applications (same op, same
 * operands) become one node, since ops are pure data; but see {@link Op.Tracked}.
 */
public final class GraphBuilder implements Emitter {
  /** Operands that a message names: an update has hundreds. */
  private static final int SHOWN = 3;

  /**
   * What makes two applications the same.
   *
   * @param place where in the model, for an op whose statistics belong to its place; else empty
   */
  private record Key(Op op, List<Result> inputs, String place) {}

  private final String name;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Key, Node> known = new HashMap<>();
  private final Map<String, Op.Leaf> leaves = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final Map<Result, Result> next = new HashMap<>();
  private final Map<String, Result> outputs = new LinkedHashMap<>();
  private final List<Graph.Update> updates = new ArrayList<>();
  private String path = "";

  public GraphBuilder(String name) {
    this.name = name;
  }

  /** Sets the model path that the nodes emitted from now on carry. */
  public GraphBuilder at(String where) {
    path = where;
    return this;
  }

  public String path() {
    return path;
  }

  @Override
  public List<Value> apply(Op op, List<? extends Value> inputs) {
    return List.copyOf(node(op, inputs));
  }

  /** As {@link #apply}, with the results' own type. */
  public List<Result> node(Op op, List<? extends Value> inputs) {
    List<Result> operands = new ArrayList<>(inputs.size());
    for (Value input : inputs) {
      operands.add(own(input));
    }
    Key key = new Key(op, List.copyOf(operands), op instanceof Op.Tracked ? path : "");
    Node node = known.get(key);
    if (node == null) {
      if (op instanceof Op.Leaf leaf) {
        claim(leaf);
      }
      node = new Node(nodes.size(), op, operands, infer(op, operands), path);
      nodes.add(node);
      known.put(key, node);
    }
    List<Result> results = new ArrayList<>(node.types().size());
    for (int i = 0; i < node.types().size(); i++) {
      results.add(node.result(i));
    }
    return results;
  }

  /** A path names one leaf: a second one of other type or kind is a mistake in the model. */
  private void claim(Op.Leaf leaf) {
    Op.Leaf before = leaves.putIfAbsent(leaf.path(), leaf);
    if (before != null) {
      boolean types = !before.type().equals(leaf.type());
      throw new FoveaException(
          "%s: asked for as %s here and as %s before; give one of the two layers a name of its own",
          leaf.path(), types ? leaf.type() : leaf, types ? before.type() : before);
    }
  }

  private List<TensorType> infer(Op op, List<Result> operands) {
    List<TensorType> in = operands.stream().map(Result::type).toList();
    try {
      List<TensorType> out = op.infer(in);
      for (TensorType type : out) {
        checkSize(op, type);
      }
      return out;
    } catch (FoveaException e) {
      throw path.isEmpty() ? e : new FoveaException(e, "%s: %s", path, e.getMessage());
    } catch (ArithmeticException e) {
      throw new FoveaException(
          e,
          "%s: sizes too large to be counted, of %s%s",
          path.isEmpty() ? op.mnemonic() : path,
          in.subList(0, Math.min(SHOWN, in.size())),
          in.size() > SHOWN ? " and " + (in.size() - SHOWN) + " more" : "");
    }
  }

  /** Throws if nothing that counts elements or bytes could count these. */
  private static void checkSize(Op op, TensorType type) {
    try {
      type.bytes();
    } catch (ArithmeticException e) {
      throw new FoveaException(
          e, "%s: its result %s has more than 2^63 bytes", op.getClass().getSimpleName(), type);
    }
  }

  private Result own(Value value) {
    if (value instanceof Result result
        && result.node() < nodes.size()
        && nodes.get(result.node()).result(result.index()).equals(result)) {
      return result;
    }
    throw new IllegalArgumentException(value + " does not belong to the graph being built");
  }

  /** How often this was asked before for {@code name}: 0, 1, 2, ... */
  public int count(String name) {
    return counts.merge(name, 1, Integer::sum) - 1;
  }

  public Node nodeOf(Value value) {
    return nodes.get(own(value).node());
  }

  public GraphBuilder output(String output, Value value) {
    FoveaException.check(
        outputs.put(output, own(value)) == null, "graph %s has two outputs '%s'", name, output);
    return this;
  }

  /** Says that {@code leaf} holds {@code value} after the run. */
  public GraphBuilder update(Value leaf, Value value) {
    if (next.putIfAbsent(own(leaf), own(value)) != null) {
      throw new FoveaException(
          "%s: updated twice in one run; two layers share the scope, give each a name",
          nodeOf(leaf).op() instanceof Op.Leaf known ? known.path() : path);
    }
    updates.add(new Graph.Update(own(leaf), own(value)));
    return this;
  }

  /**
   * Copies every node of {@code graph} (not its outputs and updates) into this builder.
   *
   * @return for each node of {@code graph}, its results here
   */
  public List<List<Result>> include(Graph graph) {
    List<List<Result>> copies = new ArrayList<>();
    for (Node node : graph.nodes()) {
      List<Result> inputs = new ArrayList<>();
      for (Result input : node.inputs()) {
        inputs.add(copies.get(input.node()).get(input.index()));
      }
      copies.add(at(node.path()).node(node.op(), inputs));
    }
    return copies;
  }

  /** The nodes so far. */
  public List<Node> nodes() {
    return List.copyOf(nodes);
  }

  public Graph build() {
    return new Graph(name, nodes, outputs, updates);
  }
}
