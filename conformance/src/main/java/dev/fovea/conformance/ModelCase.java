// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.autodiff.TrainingStep;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.ir.Weights;
import dev.fovea.op.Buffer;
import dev.fovea.op.Dropout;
import dev.fovea.op.Input;
import dev.fovea.op.Op;
import dev.fovea.op.Parameter;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network to be held against the reference: its two traces, of one batch.
 *
 * @param name what failures call it
 * @param inference traced for inference
 * @param training traced for training
 */
public record ModelCase(String name, Graph inference, Graph training) {
  private static final long SEED = 1;

  /** The logits, from weights and statistics under which signals neither die nor grow. */
  Experiment logits() {
    return new Experiment(inference, tensors(inference, lively(inference), 0));
  }

  /** One training step from such weights, as long as the gradient itself. */
  Experiment step() {
    Graph step = stepGraph();
    return new Experiment(step, tensors(step, lively(step), 1));
  }

  /** A training step from the weights a run starts with, short enough to go downhill. */
  Experiment shortStep() {
    Graph step = stepGraph();
    Map<String, Tensor> own = Weights.initial(step, SEED, Parameter::init).tensors();
    return new Experiment(step, tensors(step, own, 1e-5f));
  }

  /** The whole training step, by plain descent. */
  public Graph stepGraph() {
    return TrainingStep.of(training, new CrossEntropy(), new Descent(false), p -> "all");
  }

  /**
   * Deep networks with their own first weights and untouched statistics let nothing through in
   * inference: their logits would be the last bias.
   */
  private static Map<String, Tensor> lively(Graph graph) {
    Map<String, Tensor> tensors =
        new LinkedHashMap<>(Weights.initial(graph, SEED, ModelCase::lively).tensors());
    for (Node node : graph.leaves(Buffer.class)) {
      Buffer buffer = (Buffer) node.op();
      tensors.put(buffer.path(), Sample.POSITIVE.draw(buffer.type(), SEED, buffer.path()));
    }
    return tensors;
  }

  private static Init lively(Parameter parameter) {
    return switch (parameter.role()) {
      case WEIGHT -> Init.heNormal();
      case BIAS, SHIFT -> Init.uniform(0.5);
      case SCALE, SLOPE -> parameter.init();
    };
  }

  private static Map<String, Tensor> tensors(Graph graph, Map<String, Tensor> state, float rate) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(state);
    for (Node node : graph.leaves(Input.class)) {
      Op.Leaf input = (Op.Leaf) node.op();
      tensors.put(input.path(), input(input, rate));
    }
    return tensors;
  }

  private static Tensor input(Op.Leaf input, float rate) {
    if (input.path().equals(Descent.RATE)) {
      return Tensor.of(input.type().shape(), rate);
    }
    if (input.path().equals(Dropout.KEY)) {
      return Tensor.of(input.type().shape(), Dropout.key(SEED, 0));
    }
    boolean labels = input.type().dtype() == DType.I32;
    return (labels ? Sample.CLASSES : Sample.ANY).draw(input.type(), SEED, input.path());
  }

  @Override
  public String toString() {
    return name;
  }
}
