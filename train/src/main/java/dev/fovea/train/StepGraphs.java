// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.autodiff.TrainingStep;
import dev.fovea.autodiff.UpdateRule;
import dev.fovea.ir.Graph;
import dev.fovea.nn.Mode;
import dev.fovea.op.Parameter;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Nearest;
import dev.fovea.train.recipe.Gathered;
import dev.fovea.train.recipe.Gathering;
import dev.fovea.train.recipe.Grouping;
import dev.fovea.train.recipe.Optimizer;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Stopping;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The graphs of a training step before anything is compiled. */
final class StepGraphs {
  private final Network network;
  private final Recipe recipe;
  private final int batch;
  private final Optimizer optimizer;
  private final Function<Parameter, String> groups;
  private final Graph forward;

  /** Traces the network for {@code batch} images, a full batch. */
  StepGraphs(Network network, Recipe recipe, int batch, Cadence cadence) {
    this.network = network;
    this.recipe = recipe;
    this.batch = batch;
    Optimizer plain = recipe.optimizer(cadence.updates());
    this.optimizer = isGathering() ? new Gathered(plain) : plain;
    this.groups = recipe.groups();
    this.forward = network.trace(batch, Mode.TRAIN);
    checkFrozen();
  }

  /** Throws when a glob names nothing, which is a slip, or when nothing is left to train. */
  private void checkFrozen() {
    List<String> paths = parameters().map(Parameter::path).toList();
    for (String glob : recipe.freeze()) {
      List<String> near = Nearest.to(glob, paths);
      FoveaException.check(
          paths.stream().anyMatch(path -> Grouping.matches(glob, path)),
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

  /** Images of a full batch. */
  int batch() {
    return batch;
  }

  Optimizer optimizer() {
    return optimizer;
  }

  /** The model as it was traced for the full batch. */
  Graph forward() {
    return forward;
  }

  /** The step for so many images: with the update in it, or gathering for it. */
  Graph step(int images) {
    Graph traced = images == batch ? forward : network.trace(images, Mode.TRAIN);
    UpdateRule rule =
        isGathering() ? new Gathering((double) images / batch, isMeasured()) : optimizer;
    return TrainingStep.of(traced, recipe.loss(), rule, groups);
  }

  /** The update by what was gathered; empty where the step has it. */
  Optional<Graph> update() {
    return isGathering()
        ? Optional.of(TrainingStep.update(forward, optimizer, groups))
        : Optional.empty();
  }
}
