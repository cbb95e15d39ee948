// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.state;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.train.recipe.Recipe;
import java.util.List;
import java.util.Optional;

/**
 * How far a run has come.
 *
 * @param model name of the model
 * @param dataset name of the dataset
 * @param trainImages size of the training set
 * @param recipe how it is trained
 * @param position the step to take next
 * @param running sums of the epoch that is under way
 * @param history the epochs that are over
 * @param seconds the run has taken, interruptions excluded
 * @param halvings how often it diverged and went on with half the lr
 * @param skips updates that were left out
 * @param ended why it is over before its last epoch: patience, accuracy, loss or time; else empty
 */
public record Progress(
    String model,
    String dataset,
    int trainImages,
    Recipe recipe,
    Position position,
    Running running,
    List<EpochResult> history,
    double seconds,
    int halvings,
    Skips skips,
    String ended) {
  public Progress {
    check(
        model != null
            && dataset != null
            && recipe != null
            && position != null
            && running != null
            && skips != null
            && ended != null,
        "model, dataset, recipe, position and sums must all be given");
    history = List.copyOf(history);
    check(
        history.size() == position.epoch() && position.epoch() <= recipe.epochs(),
        "a run of %d epochs in epoch %d cannot have %d epochs behind it",
        recipe.epochs(),
        position.epoch() + 1,
        history.size());
  }

  /** The same where the data, which are known to be the same, have another name now. */
  public Progress dataset(String other) {
    return new Progress(
        model,
        other,
        trainImages,
        recipe,
        position,
        running,
        history,
        seconds,
        halvings,
        skips,
        ended);
  }

  /** Whether there is nothing left to do; an epoch cut short is to be measured first. */
  public boolean over() {
    return position.epoch() == recipe.epochs() || !ended.isEmpty() && position.step() == 0;
  }

  /** Epochs since the best one. */
  public int epochsWithoutGain() {
    return best().map(b -> history.size() - b.epoch()).orElse(0);
  }

  /** The epoch of the best monitored figure, the first of equals. */
  public Optional<EpochResult> best() {
    return best(1).stream().findFirst();
  }

  /** So many epochs by the monitored figure, the best first; the earlier of equals is better. */
  public List<EpochResult> best(int most) {
    return history.stream().sorted(recipe.saving().monitor().bestFirst()).limit(most).toList();
  }

  /** The epoch that ended last. */
  public Optional<EpochResult> last() {
    return history.isEmpty() ? Optional.empty() : Optional.of(history.get(history.size() - 1));
  }

  /** All images by all time in steps; NaN before the first step (notes T61). */
  public double imagesPerSecond() {
    long images = running.images();
    long nanos = running.stepNanos();
    for (EpochResult epoch : history) {
      images += epoch.running().images();
      nanos += epoch.running().stepNanos();
    }
    return images * 1e9 / nanos;
  }

  /** Share of the time, evaluation excluded, that went into waiting for batches. */
  public double dataWaitShare() {
    double wait = running.waitNanos();
    double all = wait + running.stepNanos();
    for (EpochResult epoch : history) {
      wait += epoch.running().waitNanos();
      all += epoch.running().waitNanos() + epoch.running().stepNanos();
    }
    return all == 0 ? 0 : wait / all;
  }
}
