// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.train.recipe.Average;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Smith's range test (2017): training from scratch while the learning rate rises exponentially from
 * update to update. Where the smoothed loss falls steepest against the logarithm of the rate is a
 * good one to train by.
 *
 * @param points one an update, until the loss has gone up for good
 */
public record LrFinder(List<Point> points) {
  private static final double KEPT = 0.9;

  /** Loss over the lowest so far at which there is nothing more to learn. */
  private static final double HOPELESS = 4;

  /** Updates at the beginning whose smoothed loss is mostly noise. */
  private static final int MARGIN = 10;

  /** Updates to either side over which the fall is taken. */
  private static final int REACH = 4;

  /** Points of which one has enough before and behind it to be suggested. */
  private static final int LEAST = MARGIN + REACH + 1;

  /**
   * An update.
   *
   * @param lr learning rate it used
   * @param loss of its batches before it, by their mean over images
   * @param smoothed exponential mean of the losses so far, without the bias of its beginning
   */
  public record Point(double lr, double loss, double smoothed) {}

  public LrFinder {
    points = List.copyOf(points);
  }

  /**
   * Runs the test; nothing is kept of the training.
   *
   * @param job its lr and schedule do not matter
   * @param from first rate
   * @param to last rate
   * @param updates at least 15
   */
  public static LrFinder run(Job job, double from, double to, int updates) {
    check(from > 0 && to > from && to < 1e30, "learning rates from %s to %s do not rise", from, to);
    check(updates >= LEAST, "%d updates tell nothing, take at least %d", updates, LEAST);
    JobFits.checkStart(job.limited());
    Job plain = job.by(job.recipe().average(Average.NONE)).full();
    List<Point> points = new ArrayList<>();
    try (Trial trial = new Trial(plain)) {
      double mean = 0;
      double lowest = Double.POSITIVE_INFINITY;
      for (int i = 0; i < updates; i++) {
        double lr = from * Math.pow(to / from, (double) i / (updates - 1));
        double loss = trial.update(lr);
        mean = KEPT * mean + (1 - KEPT) * loss;
        double smoothed = mean / (1 - Math.pow(KEPT, i + 1));
        if (!Double.isFinite(smoothed) || i > MARGIN && smoothed > HOPELESS * lowest) {
          break;
        }
        lowest = Math.min(lowest, smoothed);
        points.add(new Point(lr, loss, smoothed));
      }
    }
    return new LrFinder(points);
  }

  /** Whether the loss went up for good before there was enough of it to suggest a rate by. */
  public boolean stopsShort() {
    return points.size() < LEAST;
  }

  /**
   * The rate of the steepest fall of the smoothed loss; empty when it never falls, or is
   * {@linkplain #stopsShort stops short}.
   */
  public OptionalDouble suggestion() {
    double steepest = 0;
    OptionalDouble best = OptionalDouble.empty();
    for (int i = MARGIN; i < points.size() - REACH; i++) {
      Point before = points.get(i - REACH);
      Point after = points.get(i + REACH);
      double slope = (after.smoothed - before.smoothed) / Math.log(after.lr / before.lr);
      if (slope < steepest) {
        steepest = slope;
        best = OptionalDouble.of(points.get(i).lr);
      }
    }
    return best;
  }
}
