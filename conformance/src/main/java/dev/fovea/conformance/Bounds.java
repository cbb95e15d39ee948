// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.backend.Precision;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.reference.ReferenceBackend;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** How far a result may lie from the right one, for each result of an experiment. */
final class Bounds {
  /** Distance between 1 and the next float. */
  private static final double EPS = Math.ulp(1f);

  /** The same in bf16. */
  private static final double EPS_BF16 = 1 / 128.0;

  private Bounds() {}

  /**
   * {@code 8 eps sqrt(K) max sum|ab|}, K the longest sum in the graph: the error of adding up K
   * rounded products in any order. The sum of absolute products is what the graph gives for
   * absolute operands, so this is for single ops; through many layers it grows out of all
   * proportion.
   */
  static Map<String, Double> byMagnitude(
      Experiment experiment, Map<String, Tensor> expected, Precision precision) {
    Map<String, Tensor> absolute = experiment.with(Bounds::absolute).expected();
    // In bf16 each operand and each result is rounded once, whatever the length of the sum; a tanh
    // behind it hides how large the sum was.
    double once = precision == Precision.BF16 ? 4 * EPS_BF16 : 0;
    double unit = 8 * EPS * Math.sqrt(longestSum(experiment.graph())) + once;
    Map<String, Double> bounds = new LinkedHashMap<>();
    expected.forEach(
        (name, tensor) ->
            bounds.put(name, unit * Math.max(greatest(tensor), greatest(absolute.get(name)))));
    return bounds;
  }

  /**
   * {@code 16 sqrt(K)} times what rounding every value changes in the result, and some units in the
   * last place: the graph's own sensitivity to rounding, measured.
   */
  static Map<String, Double> byRounding(
      Experiment experiment, Map<String, Tensor> expected, Precision precision) {
    Map<String, Tensor> rounded = experiment.results(new ReferenceBackend(), precision);
    double eps = precision == Precision.BF16 ? EPS_BF16 : EPS;
    double unit = 16 * Math.sqrt(longestSum(experiment.graph()));
    Map<String, Double> bounds = new LinkedHashMap<>();
    expected.forEach(
        (name, tensor) -> {
          double change = greatest(difference(tensor, rounded.get(name)));
          bounds.put(name, unit * change + 8 * eps * greatest(tensor));
        });
    return bounds;
  }

  private static Tensor absolute(Tensor tensor) {
    if (tensor.type().dtype() == DType.I32) {
      return tensor;
    }
    float[] values = new float[tensor.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.abs(tensor.floats()[i]);
    }
    return Tensor.of(tensor.shape(), values);
  }

  static double[] difference(Tensor a, Tensor b) {
    double[] x = a.toDoubles();
    double[] y = b.toDoubles();
    return IntStream.range(0, x.length).mapToDouble(i -> x[i] - y[i]).toArray();
  }

  private static double greatest(Tensor tensor) {
    return greatest(tensor.toDoubles());
  }

  static double greatest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }

  /** The most terms that any node adds up into one element. */
  private static double longestSum(Graph graph) {
    double longest = 1;
    for (Node node : graph.nodes()) {
      double in = node.inputTypes().stream().mapToLong(t -> t.elements()).max().orElse(1);
      double out = node.types().get(0).elements();
      longest = Math.max(longest, Math.max(node.macs() / out, in / out));
    }
    return longest;
  }
}
