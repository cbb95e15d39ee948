// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.autodiff.TrainingStep;
import dev.fovea.autodiff.UpdateRule;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.nn.Mode;
import dev.fovea.op.Op;
import dev.fovea.op.Parameter;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Nearest;
import dev.fovea.tensor.TensorType;
import dev.fovea.train.recipe.Gathered;
import dev.fovea.train.recipe.Gathering;
import dev.fovea.train.recipe.Grouping;
import dev.fovea.train.recipe.Optimizer;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Stopping;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The graphs of a training step before anything is compiled. */
final class StepGraphs {
  private final Network network;
  private final Recipe recipe;
  private final int batch;
  private final Cadence cadence;
  private final Optimizer optimizer;
  private final Function<Parameter, String> groups;
  private final Graph forward;

  /** Traces the network for {@code batch} images, a full batch. */
  StepGraphs(Network network, Recipe recipe, int batch, Cadence cadence) {
    this.network = network;
    this.recipe = recipe;
    this.batch = batch;
    this.cadence = cadence;
    Optimizer plain = recipe.optimizer(cadence.updates());
    this.optimizer = isGathering() ? new Gathered(plain) : plain;
    this.groups = recipe.groups();
    this.forward = full(network, recipe, batch);
    checkFrozen(network.trace(batch, Mode.TRAIN));
    checkStart(network, recipe, batch, forward);
  }

  /**
   * Throws when the network is another one, or none, for the smaller images of the first epochs.
   *
   * @param forward the network at full size
   */
  static void checkStart(Network network, Recipe recipe, int batch, Graph forward) {
    if (!recipe.progression().isSmall(0)) {
      return;
    }
    int side = recipe.progression().size();
    Map<String, TensorType> small = new HashMap<>();
    small(network, recipe, batch)
        .leaves(Op.Stateful.class)
        .forEach(node -> small.put(((Op.Leaf) node.op()).path(), ((Op.Leaf) node.op()).type()));
    for (Node node : forward.leaves(Op.Stateful.class)) {
      Op.Leaf leaf = (Op.Leaf) node.op();
      FoveaException.check(
          leaf.type().equals(small.get(leaf.path())),
          "startSize %d: %s is %s there and %s at full size; only networks whose parameters do not"
              + " depend on the size of the images can start on smaller ones",
          side,
          leaf.path(),
          small.get(leaf.path()),
          leaf.type());
    }
  }

  /**
   * Throws when a glob freezes nothing, which is a slip, or when nothing is left to train.
   *
   * @param traced the network with no normalisation frozen
   */
  private void checkFrozen(Graph traced) {
    List<String> paths = parameters().map(Parameter::path).toList();
    for (String glob : recipe.freeze()) {
      List<String> near = Nearest.to(glob, paths);
      FoveaException.check(
          paths.stream().anyMatch(path -> Grouping.matches(glob, path))
              || FrozenNorms.of(traced, path -> Grouping.matches(glob, path)) != traced,
          "freeze '%s' names no parameter; there are for example %s",
          glob,
          String.join(", ", near.isEmpty() ? paths.subList(0, Math.min(3, paths.size())) : near));
    }
    FoveaException.check(
        parameters().anyMatch(p -> !groups.apply(p).isEmpty()),
        "freeze %s leaves no parameter to train",
        recipe.freeze());
  }

  private Stream<Parameter> parameters() {
    return forward.leaves(Parameter.class).stream().map(node -> (Parameter) node.op());
  }

  /** How many numbers are trained. */
  long trained() {
    return parameters()
        .filter(p -> !groups.apply(p).isEmpty())
        .mapToLong(p -> p.type().elements())
        .sum();
  }

  /** Whether gradients are gathered by one graph and used by another. */
  boolean isGathering() {
    return recipe.accumulate() > 1 || isMeasured();
  }

  private boolean isMeasured() {
    return recipe.stopping().onNan() == Stopping.OnNan.SKIP;
  }

  /** Of how many ends of epochs the average is the mean when so many epochs are over. */
  long ends(int epochs) {
    long updates = cadence.updates();
    return recipe.average().ends(epochs, updates, updates * recipe.epochs());
  }

  /** Images of a full batch. */
  int batch() {
    return batch;
  }

  Optimizer optimizer() {
    return optimizer;
  }

  /** The model as it is trained by full batches. */
  Graph forward() {
    return forward;
  }

  /**
   * The step for so many images: with the update in it, or gathering for it.
   *
   * @param small whether they are the smaller ones of the first epochs
   */
  Graph step(int images, boolean small) {
    Graph traced = small ? small(network, recipe, images) : full(images);
    UpdateRule rule =
        isGathering() ? new Gathering((double) images / batch, isMeasured()) : optimizer;
    return TrainingStep.of(traced, recipe.loss(), rule, groups);
  }

  /**
   * The model traced for a step, its frozen normalisations as in inference.
   *
   * @throws FoveaException when a step cannot be made of it
   */
  static Graph full(Network network, Recipe recipe, int images) {
    return frozen(recipe, network.trace(images, Mode.TRAIN));
  }

  /**
   * The same for the smaller images of the first epochs.
   *
   * @throws FoveaException when it cannot be
   */
  static Graph small(Network network, Recipe recipe, int images) {
    int side = recipe.progression().size();
    try {
      return frozen(recipe, network.trace(images, side, Mode.TRAIN));
    } catch (FoveaException e) {
      throw new FoveaException(e, "startSize %d: %s", side, e.getMessage());
    }
  }

  private static Graph frozen(Recipe recipe, Graph traced) {
    Graph frozen =
        FrozenNorms.of(
            traced,
            path -> recipe.freeze().stream().anyMatch(glob -> Grouping.matches(glob, path)));
    TrainingStep.checkNormalises(frozen);
    return frozen;
  }

  private Graph full(int images) {
    return images == batch ? forward : full(network, recipe, images);
  }

  /** The update by what was gathered; empty where the step has it. */
  Optional<Graph> update() {
    return isGathering()
        ? Optional.of(TrainingStep.update(forward, optimizer, groups))
        : Optional.empty();
  }
}
