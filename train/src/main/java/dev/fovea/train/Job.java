// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.data.Dataset;
import dev.fovea.data.DatasetSplits;
import dev.fovea.data.Subset;
import dev.fovea.ir.Weights;
import dev.fovea.train.recipe.Progression;
import dev.fovea.train.recipe.Recipe;
import java.time.Duration;
import java.util.Map;

/**
 * All that decides a run.
 *
 * @param model its name, for users
 * @param network the model itself
 * @param data what to learn from and what to be judged by
 * @param recipe how to train
 * @param compute what computes
 * @param pretrained weights to start from; those of the network that are not among them are drawn
 * @param checkpointEvery time after which a checkpoint is due in the middle of an epoch; it does
 *     not change the result
 */
public record Job(
    String model,
    Network network,
    DatasetSplits data,
    Recipe recipe,
    Compute compute,
    Weights pretrained,
    Duration checkpointEvery) {
  private static final Weights NONE = new Weights(Map.of());

  /** With all weights drawn. */
  public Job(
      String model,
      Network network,
      DatasetSplits data,
      Recipe recipe,
      Compute compute,
      Duration checkpointEvery) {
    this(model, network, data, recipe, compute, NONE, checkpointEvery);
  }

  /** As that, with a checkpoint every two minutes, besides those at the end of each epoch. */
  public Job(String model, Network network, DatasetSplits data, Recipe recipe, Compute compute) {
    this(model, network, data, recipe, compute, Duration.ofMinutes(2));
  }

  /** The same with weights to start from. */
  public Job pretrained(Weights weights) {
    return new Job(model, network, data, recipe, compute, weights, checkpointEvery);
  }

  /** Images of a full batch: the recipe's, or all there are to train on where that is fewer. */
  public int fullBatch() {
    return Math.min(recipe.batch(), data.train().size());
  }

  /** The same by another recipe. */
  Job by(Recipe other) {
    return new Job(model, network, data, other, compute, pretrained, checkpointEvery);
  }

  /** The same with every epoch on images of full size. */
  Job full() {
    return by(recipe.progression(Progression.NONE));
  }

  /** The same with every epoch on the smaller images of the first ones. */
  Job starting() {
    int side = recipe.progression().size();
    Network small = (batch, mode) -> network.trace(batch, side, mode);
    Recipe reduced = recipe.progression(Progression.NONE).size(side);
    return new Job(model, small, data, reduced, compute, pretrained, checkpointEvery);
  }

  /** The same on the images that the recipe's limits leave. */
  public Job limited() {
    int overfit = recipe.limits().overfit();
    if (overfit == 0) {
      return this;
    }
    Dataset few = Subset.balanced(data.train(), overfit);
    DatasetSplits less = new DatasetSplits(few, few);
    return new Job(model, network, less, recipe, compute, pretrained, checkpointEvery);
  }
}
