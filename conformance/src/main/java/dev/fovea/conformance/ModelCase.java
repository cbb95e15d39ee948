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

  /**
   * Distance from the nearest kink, and from the nearest tie under a max pool, that ends the search
   * for images. Rounding moves the operands of pools by 1e-7, in networks with pools behind tens of
   * normalisations by 1e-6.
   */
  private static final double FAR_FROM_KINKS = 1e-5;

  /** The least that will do. */
  private static final double CLEAR_OF_KINKS = 1e-6;

  private static final int ATTEMPTS = 4;

  /** The logits, from weights and statistics under which signals neither die nor grow. */
  Experiment logits() {
    return new Experiment(inference, tensors(inference, lively(inference), 0, SEED));
  }

  /**
   * One training step from such weights, as long as the gradient itself, with no value near a kink.
   * The momentum {@link Descent#GRADIENT} holds the gradient afterwards.
   */
  Experiment step() {
    Graph step = TrainingStep.of(training, new CrossEntropy(), new Descent(true), p -> "all");
    Map<String, Tensor> state = lively(step);
    Clearing best = null;
    for (long seed = SEED; seed < SEED + ATTEMPTS; seed++) {
      Clearing cleared = Clearing.of(training, tensors(step, state, 1, seed));
      best = best == null || cleared.distance() > best.distance() ? cleared : best;
      if (best.distance() > FAR_FROM_KINKS) {
        break;
      }
    }
    if (!(best.distance() > CLEAR_OF_KINKS)) {
      throw new IllegalStateException(name + " never is clear of kinks, but " + best.distance());
    }
    return new Experiment(step, best.tensors());
  }

  /** A training step from the weights a run starts with, short enough to go downhill. */
  Experiment shortStep() {
    Graph step = stepGraph();
    Map<String, Tensor> own = Weights.initial(step, SEED, Parameter::init).tensors();
    return new Experiment(step, tensors(step, own, 1e-5f, SEED));
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
      // Means around zero: those around one leave nothing for the next ReLU to let through.
      boolean mean = buffer.init().equals(Init.constant(0));
      Sample sample = mean ? Sample.ANY : Sample.POSITIVE;
      tensors.put(buffer.path(), sample.draw(buffer.type(), SEED, buffer.path()));
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

  private static Map<String, Tensor> tensors(
      Graph graph, Map<String, Tensor> state, float rate, long seed) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(state);
    for (Node node : graph.leaves(Input.class)) {
      Op.Leaf input = (Op.Leaf) node.op();
      tensors.put(input.path(), input(input, rate, seed));
    }
    return tensors;
  }

  private static Tensor input(Op.Leaf input, float rate, long seed) {
    if (input.path().equals(Descent.RATE)) {
      return Tensor.of(input.type().shape(), rate);
    }
    if (input.path().equals(Dropout.KEY)) {
      return Tensor.of(input.type().shape(), Dropout.key(seed, 0));
    }
    boolean labels = input.type().dtype() == DType.I32;
    return (labels ? Sample.CLASSES : Sample.ANY).draw(input.type(), seed, input.path());
  }

  @Override
  public String toString() {
    return name;
  }
}
