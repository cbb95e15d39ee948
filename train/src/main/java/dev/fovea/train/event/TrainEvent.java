// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.event;

import dev.fovea.ir.Weights;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.state.Checkpoint;
import dev.fovea.train.state.EpochResult;
import dev.fovea.train.state.Progress;
import dev.fovea.train.state.Running;
import java.util.List;
import java.util.function.Supplier;

/** Something that happened in a run. */
public sealed interface TrainEvent {
  /**
   * The run begins or goes on; the first step is compiled.
   *
   * @param progress where it begins; a position other than the start means that it was resumed
   * @param setting what it runs on
   * @param stepsPerEpoch steps of an epoch, the partial last one included
   */
  record RunStarted(Progress progress, Setting setting, int stepsPerEpoch) implements TrainEvent {}

  /**
   * A step is over.
   *
   * @param epoch from 1
   * @param step in the epoch, from 1
   * @param stepsPerEpoch steps of an epoch
   * @param running sums over the epoch so far
   * @param lr learning rate it used
   */
  record StepEnded(int epoch, int step, int stepsPerEpoch, Running running, double lr)
      implements TrainEvent {}

  /**
   * An epoch is over and its weights are evaluated.
   *
   * @param progress with this epoch in its history
   */
  record EpochEnded(EpochResult result, Progress progress) implements TrainEvent {}

  /**
   * A good moment to save the run.
   *
   * @param reason why now
   * @param best whether an epoch has just ended with the highest test accuracy so far
   * @param weights reads back the weights to use: the recipe's average of them, if it keeps one
   * @param checkpoint reads the state back when asked, and only during the event; throws when the
   *     weights are not finite, so that a good checkpoint is never replaced by a bad one
   */
  record CheckpointDue(
      Reason reason, boolean best, Supplier<Weights> weights, Supplier<Checkpoint> checkpoint)
      implements TrainEvent {
    /** Why a checkpoint is due. */
    public enum Reason {
      EPOCH_ENDED,
      /** Time or steps, as many as were asked for, within an epoch. */
      TIME_PASSED,
      /** The run diverged and stands at the beginning of the epoch again. */
      ROLLED_BACK,
      STOP_REQUESTED
    }
  }

  /**
   * The run diverged and goes on from the beginning of the epoch, slower.
   *
   * @param cause what happened
   * @param progress where it goes on
   */
  record RolledBack(FoveaException cause, Progress progress) implements TrainEvent {}

  /**
   * Something the user should know of; the run goes on.
   *
   * @param message one line, with what to do about it
   */
  record Warned(Kind kind, String message) implements TrainEvent {
    /** What it is about. */
    public enum Kind {
      /** An update was left out. */
      SKIPPED,
      /** An epoch has taught the network nothing. */
      STUCK
    }
  }

  /**
   * The run is over.
   *
   * @param progress complete unless the run was told to stop
   */
  record RunEnded(Progress progress) implements TrainEvent {}

  /**
   * The run cannot go on.
   *
   * @param cause what the trainer throws next
   */
  record RunFailed(Throwable cause) implements TrainEvent {}

  /**
   * What a run runs on.
   *
   * @param labels class names
   * @param watched what the network is measured on after each epoch: "test", or "validation" where
   *     there is such a part, or "overfit" where it is what the run trains on; figures and files
   *     are named by it
   * @param watchedImages size of that part
   * @param parameters trained numbers
   * @param backend name of the backend
   * @param precision of the arithmetic
   * @param threads threads of the kernels
   * @param loaderThreads threads that prepare batches
   * @param stateBytes native bytes of parameters, gradients and slots
   * @param arenaBytes native bytes of the full step's planned memory
   */
  record Setting(
      List<String> labels,
      String watched,
      int watchedImages,
      long parameters,
      String backend,
      String precision,
      int threads,
      int loaderThreads,
      long stateBytes,
      long arenaBytes) {
    public Setting {
      labels = List.copyOf(labels);
    }
  }
}
