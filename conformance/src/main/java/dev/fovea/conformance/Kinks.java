// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.Op;
import dev.fovea.op.PRelu;
import dev.fovea.op.Pool;
import dev.fovea.op.Unary;
import dev.fovea.tensor.Axis;
import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How near an experiment comes to a point where a gradient jumps: an operand of ReLU near zero, two
 * elements under a max pool nearly equal. Rounding decides there, so no two backends need agree.
 * Exact zeros and exact ties are no such points.
 */
final class Kinks {
  private Kinks() {}

  /** The least distance from a kink, on the reference. */
  static double distance(Experiment experiment) {
    Map<String, Result> operands = new LinkedHashMap<>();
    List<Node> kinked = experiment.graph().nodes().stream().filter(Kinks::hasKink).toList();
    kinked.forEach(node -> operands.put("kink" + node.id(), node.inputs().get(0)));
    Graph watched = new Graph("kinks", experiment.graph().nodes(), operands, List.of());
    Map<String, Tensor> values = new Experiment(watched, experiment.tensors()).expected();
    double least = Double.POSITIVE_INFINITY;
    for (Node node : kinked) {
      least = Math.min(least, distance(node, values.get("output kink" + node.id())));
    }
    return least;
  }

  /** How far the elements of the first operand of a node are from its kinks. */
  static double distance(Node node, Tensor x) {
    return node.op() instanceof Pool pool && pool.kind() == Pool.Kind.MAX
        ? fromTie(pool, node, x)
        : from(bends(node.op()), x);
  }

  private static boolean hasKink(Node node) {
    return !bends(node.op()).isEmpty()
        || node.op() instanceof Pool pool && pool.kind() == Pool.Kind.MAX;
  }

  /** The operands at which the slope of an activation jumps. */
  static List<Double> bends(Op op) {
    if (op instanceof PRelu) {
      return List.of(0.0);
    }
    if (!(op instanceof Unary unary)) {
      return List.of();
    }
    return switch (unary.fn()) {
      case RELU, LEAKY_RELU -> List.of(0.0);
      case CLIP -> List.of(-unary.alpha(), unary.alpha());
      case RELU6 -> List.of(0.0, 6.0);
      case HARD_SIGMOID, HARD_SWISH -> List.of(-3.0, 3.0);
      case SIGMOID, TANH, SQRT, SQUARE, SILU, EXP -> List.of();
    };
  }

  private static double from(List<Double> bends, Tensor x) {
    double least = Double.POSITIVE_INFINITY;
    for (double value : x.toDoubles()) {
      for (double bend : bends) {
        least = value == bend ? least : Math.min(least, Math.abs(value - bend));
      }
    }
    return least;
  }

  private static double fromTie(Pool pool, Node node, Tensor x) {
    double[] values = x.toDoubles();
    int height = x.shape().dim(2);
    int width = x.shape().dim(3);
    int rows = node.types().get(0).dim(2);
    int columns = node.types().get(0).dim(3);
    double least = Double.POSITIVE_INFINITY;
    for (int map = 0; map < values.length; map += height * width) {
      for (int pq = 0; pq < rows * columns; pq++) {
        double best = Double.NEGATIVE_INFINITY;
        double second = Double.NEGATIVE_INFINITY;
        for (int h : under(pool.window().h(), pq / columns, height)) {
          for (int w : under(pool.window().w(), pq % columns, width)) {
            double value = values[map + h * width + w];
            second = value > best ? best : value < best ? Math.max(second, value) : second;
            best = Math.max(best, value);
          }
        }
        least = Math.min(least, best - second);
      }
    }
    return least;
  }

  /** The input positions under an output position. */
  private static int[] under(Axis axis, int out, int n) {
    int start = out * axis.stride() - axis.padLo();
    return IntStream.range(Math.max(0, start), Math.min(n, start + axis.size())).toArray();
  }
}
