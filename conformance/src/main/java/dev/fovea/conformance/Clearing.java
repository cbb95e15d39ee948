// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Precision;
import dev.fovea.backend.Session;
import dev.fovea.ir.Graph;
import dev.fovea.ir.GraphBuilder;
import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.BatchNormInference;
import dev.fovea.op.Binary;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Fill;
import dev.fovea.op.Input;
import dev.fovea.op.Linear;
import dev.fovea.op.Op;
import dev.fovea.op.Parameter;
import dev.fovea.op.Reshape;
import dev.fovea.reference.ReferenceBackend;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * Moves the shifts of a network until no value lies near a kink of its activation. A network has so
 * many units that one or another always does; rounding then decides on which side, and the
 * gradients of two exact backends differ by that unit's share, which may be percents. Between the
 * values of one channel there are gaps, thousands of roundings wide: the shift that is added before
 * the activation, of the normalisation or the bias, is moved by as much as puts the widest gap
 * nearby on the kink. Walks the graph once, each node on the reference in double.
 */
final class Clearing {
  /**
   * Share of a channel's deviation by which its shift may move: the activation stays what it was.
   */
  private static final double REACH = 0.25;

  /** A shift of the network: the leaf, what the operand changes per unit of it, the way there. */
  private record Shift(Node leaf, double factor, List<Node> between) {
    Shift then(Node node, double by) {
      List<Node> nodes = new ArrayList<>(between);
      nodes.add(node);
      return new Shift(leaf, factor * by, nodes);
    }
  }

  private final Graph graph;
  private final Map<String, Tensor> tensors;
  private final Map<Result, Tensor> values = new HashMap<>();
  private final Session session =
      new ReferenceBackend().open(new Backend.Options(1, Precision.F64));

  private double distance = Double.POSITIVE_INFINITY;

  private Clearing(Graph graph, Map<String, Tensor> tensors) {
    this.graph = graph;
    this.tensors = new LinkedHashMap<>(tensors);
  }

  /** The leaves of a forward graph, with shifts moved. */
  static Clearing of(Graph forward, Map<String, Tensor> tensors) {
    Clearing clearing = new Clearing(forward, tensors);
    forward.nodes().forEach(clearing::visit);
    clearing.session.close();
    clearing.values.clear();
    return clearing;
  }

  /** What all leaves hold now. */
  Map<String, Tensor> tensors() {
    return tensors;
  }

  /** How near a value still comes to a kink: no shift parts two that are tied under a max pool. */
  double distance() {
    return distance;
  }

  private void visit(Node node) {
    List<Double> bends = Kinks.bends(node.op());
    if (!bends.isEmpty()) {
      shift(node.inputs().get(0)).ifPresent(shift -> clear(node.inputs().get(0), shift, bends));
    }
    if (!node.inputs().isEmpty()) {
      distance = Math.min(distance, Kinks.distance(node, values.get(node.inputs().get(0))));
    }
    evaluate(node);
  }

  private Optional<Shift> shift(Result value) {
    Node node = graph.node(value);
    Op op = node.op();
    boolean layer =
        op instanceof BatchNorm
            || op instanceof BatchNormInference
            || op instanceof Conv2d
            || op instanceof Linear;
    if (layer && node.inputs().size() >= 3) {
      Node leaf = graph.node(node.inputs().get(2));
      return Optional.of(leaf)
          .filter(l -> l.op() instanceof Parameter)
          .map(l -> new Shift(l, 1, List.of(node)));
    }
    if (op instanceof Binary binary && binary.fn() == Binary.Fn.ADD) {
      return node.inputs().stream()
          .filter(input -> input.type().equals(value.type()))
          .flatMap(input -> shift(input).stream())
          .findFirst()
          .map(s -> s.then(node, 1));
    }
    if (op instanceof Binary binary
        && binary.fn() == Binary.Fn.MUL
        && graph.op(node.inputs().get(1)) instanceof Fill fill) {
      return shift(node.inputs().get(0)).map(s -> s.then(node, fill.value()));
    }
    if (op instanceof Reshape reshape
        && reshape.shape().dim(1) == node.inputs().get(0).type().dim(1)) {
      return shift(node.inputs().get(0)).map(s -> s.then(node, 1));
    }
    return Optional.empty();
  }

  private void clear(Result operand, Shift shift, List<Double> bends) {
    String path = ((Op.Leaf) shift.leaf.op()).path();
    float[] moved = tensors.get(path).floats().clone();
    List<double[]> channels = channels(values.get(operand));
    for (int c = 0; c < moved.length; c++) {
      moved[c] += (float) (toWidestGap(channels.get(c), bends) / shift.factor);
    }
    tensors.put(path, Tensor.of(shift.leaf.types().get(0).shape(), moved));
    evaluate(shift.leaf);
    shift.between.forEach(this::evaluate);
  }

  /** What to add to all values so that none is near a bend. */
  private static double toWidestGap(double[] values, List<Double> bends) {
    double reach = REACH * deviation(values);
    double[] crossings =
        DoubleStream.concat(
                DoubleStream.of(-reach, reach),
                Arrays.stream(values)
                    .flatMap(v -> bends.stream().mapToDouble(bend -> bend - v))
                    .filter(move -> Math.abs(move) < reach))
            .sorted()
            .toArray();
    int widest = 1;
    for (int i = 1; i < crossings.length; i++) {
      if (crossings[i] - crossings[i - 1] > crossings[widest] - crossings[widest - 1]) {
        widest = i;
      }
    }
    return (crossings[widest] + crossings[widest - 1]) / 2;
  }

  private static double deviation(double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / values.length);
  }

  /** The values of each channel of [N,C] or [N,C,H,W]. */
  private static List<double[]> channels(Tensor x) {
    double[] values = x.toDoubles();
    int channels = x.shape().dim(1);
    int images = x.shape().dim(0);
    int positions = values.length / images / channels;
    List<double[]> split = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      double[] channel = new double[images * positions];
      for (int n = 0; n < images; n++) {
        System.arraycopy(values, (n * channels + c) * positions, channel, n * positions, positions);
      }
      split.add(channel);
    }
    return split;
  }

  private void evaluate(Node node) {
    if (node.op() instanceof Op.Leaf leaf) {
      values.put(node.result(), tensors.getOrDefault(leaf.path(), Tensor.zeros(leaf.type())));
      return;
    }
    GraphBuilder builder = new GraphBuilder("node");
    List<Result> operands = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      TensorType type = node.inputs().get(i).type();
      operands.add(builder.node(new Input("x" + i, type), List.of()).get(0));
    }
    List<Result> results = builder.node(node.op(), operands);
    for (int i = 0; i < results.size(); i++) {
      builder.output("y" + i, results.get(i));
    }
    try (Executable executable = session.compile(builder.build())) {
      for (int i = 0; i < operands.size(); i++) {
        executable.input("x" + i).write(values.get(node.inputs().get(i)));
      }
      executable.run();
      for (int i = 0; i < results.size(); i++) {
        values.put(node.result(i), executable.output("y" + i).read());
      }
    }
  }
}
