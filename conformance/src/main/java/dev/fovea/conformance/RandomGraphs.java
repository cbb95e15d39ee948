// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.autodiff.TrainingStep;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.ir.Weights;
import dev.fovea.op.Input;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Small random networks, a function of a seed: what nobody thought of writing down as a case. The
 * batch size changes nothing but the batch size, so two of a seed share their parameters.
 */
public final class RandomGraphs {
  /** Far enough for f32 rounding to be on the same side. */
  private static final double CLEAR_OF_KINKS = 1e-5;

  private RandomGraphs() {}

  /** A network in inference: outputs {@code logits} and one value from inside. */
  public static Experiment inference(long seed, int batch) {
    return clear(RandomNet.of(seed, batch), seed);
  }

  /**
   * The training step of the same network, by momentum for odd seeds and plain descent for even
   * ones.
   */
  public static Experiment training(long seed, int batch) {
    return training(RandomNet.of(seed, batch), seed);
  }

  /** The training step of a network. */
  static Experiment training(Graph forward, long seed) {
    Graph step =
        TrainingStep.of(
            forward,
            new CrossEntropy(),
            new Descent(seed % 2 == 1),
            parameter -> seed % 3 == 0 ? parameter.role().toString() : "all");
    return clear(step, seed);
  }

  /** A graph and random tensors with which no value lies near a kink. */
  static Experiment clear(Graph graph, long seed) {
    for (long attempt = 0; ; attempt++) {
      Experiment experiment = new Experiment(graph, tensors(graph, seed + (attempt << 32)));
      if (Kinks.distance(experiment) > CLEAR_OF_KINKS) {
        return experiment;
      }
      if (attempt == 100) {
        throw new IllegalStateException("seed " + seed + " is never clear of kinks:\n" + graph);
      }
    }
  }

  private static Map<String, Tensor> tensors(Graph graph, long seed) {
    Map<String, Tensor> tensors =
        new LinkedHashMap<>(Weights.initial(graph, seed, p -> p.init()).tensors());
    for (Node node : graph.leaves(Input.class)) {
      Input input = (Input) node.op();
      boolean labels = input.type().dtype() == DType.I32;
      tensors.put(
          input.path(),
          input.path().equals(Descent.RATE)
              ? Tensor.of(input.type().shape(), 0.125f)
              : (labels ? Sample.CLASSES : Sample.ANY).draw(input.type(), seed, input.path()));
    }
    return tensors;
  }
}
