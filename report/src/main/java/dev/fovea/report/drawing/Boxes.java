// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.drawing;

import dev.fovea.analysis.Parameters;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.BatchNormInference;
import dev.fovea.op.Binary;
import dev.fovea.op.Concat;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Input;
import dev.fovea.op.Linear;
import dev.fovea.op.Op;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Groups the ops of a graph into boxes. */
final class Boxes {
  private final Graph graph;
  private final boolean[] shown;
  private final int[] users;
  private final Map<Integer, Integer> boxOf = new HashMap<>();
  private final List<List<Node>> members = new ArrayList<>();
  private final List<Set<Integer>> inputs = new ArrayList<>();

  private Boxes(Graph graph) {
    this.graph = graph;
    shown = shown(graph);
    users = new int[graph.nodes().size()];
    for (Node node : graph.nodes()) {
      if (shown[node.id()]) {
        readable(node).forEach(source -> users[source.id()]++);
      }
    }
  }

  /** The boxes of a graph traced for inference, inputs first. */
  static List<Box> of(Graph graph) {
    Boxes boxes = new Boxes(graph);
    for (Node node : graph.nodes()) {
      if (boxes.shown[node.id()]) {
        boxes.place(node);
      }
    }
    List<Long> parameters = Parameters.of(graph).trainable();
    List<Box> result = new ArrayList<>();
    for (int i = 0; i < boxes.members.size(); i++) {
      result.add(boxes.box(i, parameters));
    }
    return result;
  }

  /** What lies between the image and the outputs, and the image. */
  private static boolean[] shown(Graph graph) {
    int size = graph.nodes().size();
    boolean[] needed = new boolean[size];
    boolean[] fed = new boolean[size];
    graph.outputs().values().forEach(value -> needed[value.node()] = true);
    for (int id = size - 1; id >= 0; id--) {
      for (Result input : graph.nodes().get(id).inputs()) {
        needed[input.node()] |= needed[id];
      }
    }
    for (Node node : graph.nodes()) {
      boolean image = node.op() instanceof Input;
      fed[node.id()] = image || node.inputs().stream().anyMatch(input -> fed[input.node()]);
    }
    boolean[] shown = new boolean[size];
    for (int id = 0; id < size; id++) {
      shown[id] = needed[id] && fed[id];
    }
    return shown;
  }

  private List<Node> data(Node node) {
    return node.inputs().stream().map(graph::node).filter(n -> shown[n.id()]).distinct().toList();
  }

  private void place(Node node) {
    List<Node> data = readable(node);
    int box = data.size() == 1 && joins(data.get(0), node) ? boxOf.get(data.get(0).id()) : -1;
    if (box < 0) {
      box = members.size();
      members.add(new ArrayList<>());
      inputs.add(new LinkedHashSet<>());
      for (Node source : data) {
        inputs.get(box).add(boxOf.get(source.id()));
      }
    }
    members.get(box).add(node);
    boxOf.put(node.id(), box);
  }

  /** Whether a node stands in the box of the one it reads. */
  private boolean joins(Node source, Node node) {
    List<Node> before = members.get(boxOf.get(source.id()));
    boolean last = before.get(before.size() - 1) == source;
    boolean opened =
        before.stream().allMatch(n -> light(n.op())) && data(before.get(0)).size() == 1;
    return users[source.id()] == 1
        && last
        && !(source.op() instanceof Input)
        && (light(node.op()) || opened && kind(node.op()) == Box.Kind.CONVOLUTION);
  }

  /** What is drawn as a word in another op's box. */
  private static boolean light(Op op) {
    boolean norm = op instanceof BatchNorm || op instanceof BatchNormInference;
    return norm || op instanceof Op.View || op instanceof Op.Elementwise;
  }

  /**
   * A concat that repeats all of another one's operands and adds some, as dense blocks do, reads as
   * that one and the new operands: the same values, and far fewer lines.
   */
  private List<Node> readable(Node node) {
    List<Node> data = data(node);
    if (!(node.op() instanceof Concat) || data.size() < 2) {
      return data;
    }
    for (int n = data.size() - 1; n >= 2; n--) {
      List<Node> prefix = data.subList(0, n);
      for (Node other : graph.nodes().subList(0, node.id())) {
        if (shown[other.id()] && other.op() instanceof Concat && data(other).equals(prefix)) {
          List<Node> fewer = new ArrayList<>(List.of(other));
          fewer.addAll(data.subList(n, data.size()));
          return fewer;
        }
      }
    }
    return data;
  }

  private Box box(int id, List<Long> parameters) {
    List<Node> nodes = members.get(id);
    Node main = nodes.stream().filter(n -> !light(n.op())).findFirst().orElse(nodes.get(0));
    Node last = nodes.get(nodes.size() - 1);
    boolean join = inputs.get(id).size() > 1;
    return new Box(
        id,
        join ? Box.Kind.JOIN : kind(main.op()),
        main.path(),
        nodes.stream().filter(n -> !(n.op() instanceof Op.View)).map(Boxes::label).toList(),
        text(last.types().get(0).shape()),
        nodes.stream().mapToLong(n -> parameters.get(n.id())).sum(),
        List.copyOf(inputs.get(id)));
  }

  private static String label(Node node) {
    boolean norm = node.op() instanceof BatchNorm || node.op() instanceof BatchNormInference;
    boolean constant = node.op() instanceof Binary && node.inputTypes().get(1).elements() == 1;
    if (node.op() instanceof Conv2d conv && conv.groups() > 1) {
      boolean depthwise = conv.groups() == node.inputTypes().get(0).dim(1);
      return depthwise ? "depthwise " + conv.window().brief() : conv.label();
    }
    return norm ? "BN" : constant ? "scale" : node.op().label();
  }

  private static Box.Kind kind(Op op) {
    if (op instanceof Input) {
      return Box.Kind.INPUT;
    } else if (op instanceof Conv2d) {
      return Box.Kind.CONVOLUTION;
    } else if (op instanceof Linear) {
      return Box.Kind.LINEAR;
    }
    return op instanceof Op.Windowed ? Box.Kind.POOL : Box.Kind.OTHER;
  }

  private static String text(Shape batch) {
    return batch.dims().stream().skip(1).map(String::valueOf).collect(Collectors.joining("x"));
  }
}
