// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.data.loader.Batch;
import dev.fovea.data.loader.Epoch;
import dev.fovea.data.loader.Loader;
import dev.fovea.ir.Weights;
import dev.fovea.train.recipe.Optimizer.Count;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Stopping;
import dev.fovea.train.state.Position;

/**
 * Takes the steps of a run. Where gradients are gathered, the update after the last batch of a
 * group is by their mean over its images, or over the weights of their classes; where bad ones are
 * skipped, a group with a gradient that is no finite number is dropped as a whole, and the running
 * statistics are as if the batch had never been.
 */
final class Descent {
  private final StepProgram program;
  private final Recipe recipe;
  private final Cadence cadence;
  private boolean spoilt;
  private double gathered;

  Descent(StepProgram program, Recipe recipe, Cadence cadence) {
    this.program = program;
    this.recipe = recipe;
    this.cadence = cadence;
  }

  /**
   * How a step went.
   *
   * @param images of the batch
   * @param loss mean over them
   * @param correct images of the batch
   * @param nanos time it took
   * @param counts whether the batch was a good one
   * @param dropped whether an update was left out after it
   */
  record Outcome(
      int images, double loss, int correct, long nanos, boolean counts, boolean dropped) {}

  /**
   * Goes on from a place. What was gathered before it may be spoilt already; what it counts for
   * follows from the batches, which are a function of the place.
   *
   * @param train of the epoch there
   */
  void resume(Position position, Loader train) {
    spoilt = program.isGathering() && !program.isGatheredFinite();
    boolean over = position.step() == cadence.steps();
    int before = over ? 0 : cadence.before(position.step());
    gathered = (double) before * program.full().batch();
    if (before > 0 && recipe.weighsBatches()) {
      gathered = weight(position, before, train);
    }
  }

  private double weight(Position position, int before, Loader train) {
    double weight = 0;
    try (Epoch batches = train.epoch(position.epoch(), position.step() - before)) {
      for (int i = 0; i < before; i++) {
        try (Batch batch = batches.next()) {
          weight += recipe.targets().weight(batch);
        }
      }
    }
    return weight;
  }

  /**
   * The step at a position, and the update that follows it, if one does.
   *
   * @param skipped updates left out before it
   */
  Outcome take(Batch batch, double lr, Position position, long skipped) {
    // Compiling, when this size comes for the first time, does not count as part of the step.
    BoundStep step = program.at(batch.size(), recipe.progression().isSmall(position.epoch()));
    boolean skips = recipe.stopping().onNan() == Stopping.OnNan.SKIP;
    long start = System.nanoTime();
    Weights buffers = skips ? program.buffers() : null;
    long due = cadence.update(position);
    Count count = new Count(due, due - skipped);
    step.run(
        batch,
        program.isGathering() ? StepProgram.NOTHING : program.scalars(lr, count, 1),
        recipe.seed(),
        position.steps());
    boolean good = Double.isFinite(step.loss());
    if (skips) {
      good &= spoilt || step.isGradientFinite();
      if (!good) {
        program.restore(buffers);
        spoilt = true;
      }
    }
    boolean dropped = program.isGathering() && gathered(step.weight(), good, lr, count, position);
    long nanos = System.nanoTime() - start;
    return new Outcome(batch.size(), step.loss(), step.correct(), nanos, good, dropped);
  }

  /** What follows a batch whose gradients were gathered; whether it is that no update is taken. */
  private boolean gathered(double weight, boolean good, double lr, Count count, Position position) {
    gathered += weight;
    if (!cadence.ends(position.step())) {
      return false;
    }
    boolean dropped = spoilt;
    if (spoilt) {
      program.leaveOut(count);
    } else if (good) {
      program.update(lr, count, gathered);
    }
    spoilt = false;
    gathered = 0;
    return dropped;
  }
}
