// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import dev.fovea.data.loader.LoaderOptions;
import dev.fovea.train.event.TrainEvent.EpochEnded;
import dev.fovea.train.event.TrainEvent.StepEnded;
import dev.fovea.train.state.EpochResult;
import dev.fovea.train.state.Progress;
import java.util.ArrayList;
import java.util.List;

/**
 * The points of the learning curves (notes T60, T62, W61): running means of the training set about
 * five times an epoch and at its end, the test set or a validation part after each epoch.
 */
public final class Curves {
  private static final int POINTS_PER_EPOCH = 5;

  private final String title;
  private int epochs;
  private final String watched;
  private final List<Point> train = new ArrayList<>();
  private final List<Point> tested = new ArrayList<>();

  /**
   * A point of both curves.
   *
   * @param epoch passes over the training set so far, with fraction
   */
  public record Point(double epoch, double loss, double accuracy) {}

  /**
   * What is drawn at one moment.
   *
   * @param epochs how far the axis goes
   * @param watched name of what was measured after each epoch: test, validation or overfit
   * @param tested its points
   */
  public record Snapshot(
      String title, int epochs, String watched, List<Point> train, List<Point> tested) {
    public Snapshot {
      train = List.copyOf(train);
      tested = List.copyOf(tested);
    }
  }

  /**
   * The curves of a run; of epochs that are over, only the ends are known.
   *
   * @param watched what is measured after each epoch: test, validation or overfit
   */
  public Curves(Progress progress, String watched) {
    this.watched = watched;
    title = progress.model() + " on " + progress.dataset();
    epochs = shown(progress);
    for (EpochResult epoch : progress.history()) {
      double end = end(epoch, progress);
      train.add(new Point(end, epoch.trainLoss(), epoch.trainAccuracy()));
      tested.add(new Point(end, epoch.testLoss(), epoch.testAccuracy()));
    }
  }

  /**
   * Epochs that an axis goes to: all that are planned; where a run ended before them or goes on
   * until a time is up, which may be thousands of epochs away, those that are over.
   */
  static int shown(Progress run) {
    boolean all = run.ended().isEmpty() && run.recipe().stopping().minutes() == 0;
    return all ? run.recipe().epochs() : Math.max(1, run.history().size());
  }

  /** Whether a step's running means make a point: each {@code n / 5} steps, and the last. */
  static boolean marks(int step, int steps) {
    // With fewer than five steps an epoch the notes' n // 5 is 0 and their remainder fails.
    return step % Math.max(1, steps / POINTS_PER_EPOCH) == 0 || step == steps;
  }

  public void add(StepEnded step) {
    if (marks(step.step(), step.stepsPerEpoch())) {
      double at = step.epoch() - 1 + (double) step.step() / step.stepsPerEpoch();
      train.add(new Point(at, step.running().loss(), step.running().accuracy()));
    }
  }

  /** An epoch is over. */
  public void add(EpochEnded ended) {
    epochs = shown(ended.progress());
    EpochResult epoch = ended.result();
    // Further when it was whole after all, but for images that it left out.
    double reached = train.isEmpty() ? 0 : train.get(train.size() - 1).epoch();
    double at = Math.max(reached, end(epoch, ended.progress()));
    if (reached < at) {
      train.add(new Point(at, epoch.trainLoss(), epoch.trainAccuracy()));
    }
    tested.add(new Point(at, epoch.testLoss(), epoch.testAccuracy()));
  }

  /**
   * Where an epoch of a run ended, in passes over what an epoch trains on: the last one of a run
   * that the clock ended, where it was cut.
   */
  static double end(EpochResult epoch, Progress run) {
    if (!run.ended().equals("time") || epoch.epoch() < run.history().size()) {
      return epoch.epoch();
    }
    LoaderOptions loading = run.recipe().training();
    long limit = (long) loading.batches(run.trainImages()) * loading.batch();
    double whole = Math.max(1, Math.min(run.trainImages(), limit));
    return epoch.epoch() - 1 + Math.min(1, epoch.running().images() / whole);
  }

  /** Drops the points behind the last epoch that is over: the run goes on from there. */
  public void goBack(Progress progress) {
    int over = progress.history().size();
    epochs = shown(progress);
    train.removeIf(point -> point.epoch() > over);
    tested.removeIf(point -> point.epoch() > over);
  }

  public Snapshot snapshot() {
    return new Snapshot(title, epochs, watched, train, tested);
  }
}
