// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.autodiff.TrainingStep;
import dev.fovea.backend.Session;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.ir.Weights;
import dev.fovea.nn.Mode;
import dev.fovea.op.Op;
import dev.fovea.op.Slot;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.recipe.Optimizer;
import dev.fovea.train.recipe.Recipe;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The training step of a model, compiled into a session for each batch size that comes up, and the
 * state it works on. The full batch is compiled first, since it decides the layout of the state.
 */
final class StepProgram {
  /** All parameters are updated alike, so they form one group. */
  private static final String GROUP = "all";

  private final Session session;
  private final Network network;
  private final Recipe recipe;
  private final Optimizer optimizer;
  private final Graph forward;
  private final Graph step;
  private final double[] scalars;
  private final BoundStep full;
  private BoundStep other;

  StepProgram(Session session, Network network, Recipe recipe, int batch) {
    this.session = session;
    this.network = network;
    this.recipe = recipe;
    this.optimizer = recipe.optimizer();
    this.forward = network.trace(batch, Mode.TRAIN);
    this.step = stepOf(forward);
    this.scalars = new double[optimizer.scalars().size()];
    this.full = bind(step);
  }

  private Graph stepOf(Graph traced) {
    return TrainingStep.of(traced, recipe.loss(), optimizer, parameter -> GROUP);
  }

  private BoundStep bind(Graph graph) {
    return new BoundStep(session.compile(graph), graph, optimizer.scalars());
  }

  /** The model as it was traced for the full batch. */
  Graph forward() {
    return forward;
  }

  /** The step for the full batch. */
  BoundStep full() {
    return full;
  }

  /** The step for so many images; compiled when it is asked for the first time. */
  BoundStep at(int batch) {
    if (batch == full.batch()) {
      return full;
    }
    if (other == null || other.batch() != batch) {
      other = bind(stepOf(network.trace(batch, Mode.TRAIN)));
    }
    return other;
  }

  /** The optimiser's scalars for a step; the array is reused. */
  double[] scalars(double lr, long steps) {
    for (int i = 0; i < scalars.length; i++) {
      scalars[i] = optimizer.scalar(optimizer.scalars().get(i), lr, steps);
    }
    return scalars;
  }

  void writeInitial() {
    session.write(Weights.initial(forward, recipe.seed(), recipe.init()::of));
  }

  void write(Weights weights, Weights slots) {
    weights.checkFits(forward);
    for (Node node : step.leaves(Slot.class)) {
      Slot slot = (Slot) node.op();
      Tensor held = slots.get(slot.path());
      FoveaException.check(
          held.type().equals(slot.type()),
          "%s: the checkpoint holds %s but the optimiser expects %s",
          slot.path(),
          held.type(),
          slot.type());
    }
    session.write(weights);
    session.write(slots);
  }

  /** A copy of parameters and buffers. */
  Weights weights() {
    return read(op -> !(op instanceof Slot));
  }

  /** A copy of the optimiser's state. */
  Weights slots() {
    return read(Slot.class::isInstance);
  }

  private Weights read(Predicate<Op> wanted) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Node node : step.leaves(Op.Stateful.class)) {
      if (wanted.test(node.op())) {
        String path = ((Op.Leaf) node.op()).path();
        tensors.put(path, session.read(path));
      }
    }
    return new Weights(tensors);
  }
}
