// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.linear;
import static dev.fovea.nn.Blocks.maxPool;
import static dev.fovea.nn.Blocks.relu;

import dev.fovea.backend.Backend;
import dev.fovea.data.DatasetSplits;
import dev.fovea.data.shapes.ShapesDataset;
import dev.fovea.nn.Block;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.tensor.TensorType;
import dev.fovea.train.event.TrainEvent;
import dev.fovea.train.recipe.Recipe;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A net and a dataset small enough for a plain-Java backend. */
public final class Tiny {
  public static final int SIZE = 14;
  public static final Recipe RECIPE = Recipe.of(2, 16, 0.05).momentum(0.9).seed(3).size(SIZE);

  private Tiny() {}

  public static Network network() {
    Block net =
        Sequential.of()
            .then("conv1", conv(4, 3))
            .then("relu1", relu())
            .then("pool1", maxPool(2, 2))
            .then("fc1", linear(10));
    return (batch, mode) -> Trace.of("tiny", net, TensorType.f32(batch, 1, SIZE, SIZE), mode);
  }

  /** 40 images to train on, so that the last of three batches of 16 has 8; 20 to test on. */
  public static DatasetSplits data() {
    return ShapesDataset.splits(5, 40, 20);
  }

  public static Compute compute() {
    return new Compute(Backend.named("reference"), Backend.Options.f32(1), 1);
  }

  public static Job job(Recipe recipe) {
    return new Job("tiny", network(), data(), recipe, compute());
  }

  /** A job with a checkpoint after every step. */
  public static Job restless(Recipe recipe) {
    return new Job("tiny", network(), data(), recipe, compute(), Duration.ZERO);
  }

  public static Trainer trainer(Job job) {
    return new Trainer(job, List.of());
  }

  public static Trainer trainer(Job job, Consumer<TrainEvent> listener) {
    return new Trainer(job, List.of(listener));
  }

  public static Trainer trainer(Job job, Consumer<TrainEvent> first, Consumer<TrainEvent> second) {
    return new Trainer(job, List.of(first, second));
  }
}
