// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.train.recipe.Recipe;
import java.util.stream.IntStream;

/**
 * What a run would be like: its plan, and its time by a few steps that are thrown away.
 *
 * @param parameters trained numbers
 * @param kernels of a step
 * @param stateBytes weights, gradients and what the optimiser keeps
 * @param stepBytes planned memory of a full step
 * @param stepsPerEpoch steps of an epoch
 * @param measuredSteps steps by which the time was measured, after two to warm up
 * @param stepSeconds of one step, waiting for its batch included
 * @param startStepSeconds the same on the smaller images of the first epochs; 0 where there are
 *     none
 * @param evaluationSeconds of the evaluation after an epoch
 * @param statisticsSeconds of the pass that makes the statistics of an average of weights
 * @param statisticsPasses how many epochs of the run end with that pass
 */
public record Rehearsal(
    long parameters,
    int kernels,
    long stateBytes,
    long stepBytes,
    int stepsPerEpoch,
    int measuredSteps,
    double stepSeconds,
    double startStepSeconds,
    double evaluationSeconds,
    double statisticsSeconds,
    int statisticsPasses) {
  private static final int WARM_UP = 2;
  private static final int MOST_STEPS = 20;
  private static final int MOST_BATCHES = 4;
  private static final double ENOUGH_SECONDS = 5;

  /** All epochs of a recipe, in seconds. */
  public double runSeconds(Recipe recipe) {
    int start = recipe.progression().epochs();
    return (recipe.epochs() - start) * epochSeconds()
        + start * (stepsPerEpoch * startStepSeconds + evaluationSeconds)
        + statisticsPasses * statisticsSeconds;
  }

  /**
   * One epoch of full size with its evaluation, in seconds; without the pass over statistics, which
   * not every epoch has.
   */
  public double epochSeconds() {
    return stepsPerEpoch * stepSeconds + evaluationSeconds;
  }

  /**
   * Compiles a job and takes a few steps of it; no listener hears of them and no file is written.
   *
   * @throws dev.fovea.tensor.FoveaException as the run would
   */
  public static Rehearsal of(Job job) {
    MemoryFit.check(job.limited());
    JobFits.checkStart(job.limited());
    double startSeconds = 0;
    if (job.recipe().progression().isSmall(0)) {
      try (Trial small = new Trial(job.starting())) {
        startSeconds = Pace.of(small, job).seconds();
      }
    }
    try (Trial trial = new Trial(job.full())) {
      Pace pace = Pace.of(trial, job);
      double evaluationSeconds = evaluation(trial, job);
      int passes = passes(trial, job);
      BoundStep full = trial.program().full();
      return new Rehearsal(
          trial.program().trained(),
          full.executable().kernels().size(),
          trial.session().stateBytes(),
          full.executable().footprint().arena(),
          trial.steps(),
          pace.steps(),
          pace.seconds(),
          startSeconds,
          evaluationSeconds,
          passes == 0 ? 0 : statistics(trial, job),
          passes);
    }
  }

  /** Seconds of a step, by how many steps. */
  private record Pace(double seconds, int steps) {
    static Pace of(Trial trial, Job job) {
      trial.compileRest();
      for (int i = 0; i < WARM_UP; i++) {
        trial.step(job.recipe().lr());
      }
      long start = System.nanoTime();
      int steps = 0;
      while (steps < MOST_STEPS && (System.nanoTime() - start) / 1e9 < ENOUGH_SECONDS) {
        trial.step(job.recipe().lr());
        steps++;
      }
      return new Pace((System.nanoTime() - start) / 1e9 / steps, steps);
    }
  }

  private static double evaluation(Trial trial, Job job) {
    Evaluator evaluator = new Evaluator(trial.session(), job.network(), job.recipe().lossKind());
    int batches = Math.min(MOST_BATCHES, trial.test().batches());
    evaluator.compile(job.limited().data().test().size(), job.recipe().batch());
    some(trial, evaluator, 1);
    long start = System.nanoTime();
    some(trial, evaluator, batches);
    return (System.nanoTime() - start) / 1e9 * trial.test().batches() / batches;
  }

  /** How many epochs end with new statistics for the average of weights. */
  private static int passes(Trial trial, Job job) {
    return (int)
        IntStream.rangeClosed(1, job.recipe().epochs())
            .filter(epoch -> trial.program().ends(epoch) >= 2)
            .count();
  }

  private static double statistics(Trial trial, Job job) {
    Statistics statistics =
        new Statistics(trial.session(), trial.program().forward(), job.recipe());
    if (statistics.isEmpty()) {
      return 0;
    }
    int batches = Math.min(MOST_BATCHES, trial.steps());
    // The first pass compiles.
    some(trial, statistics, 1);
    long start = System.nanoTime();
    some(trial, statistics, batches);
    return (System.nanoTime() - start) / 1e9 * trial.steps() / batches;
  }

  private static void some(Trial trial, Statistics statistics, int batches) {
    int[] seen = {0};
    statistics.of(trial.train(), () -> seen[0]++ == batches);
  }

  private static void some(Trial trial, Evaluator evaluator, int batches) {
    int[] seen = {0};
    evaluator.evaluate(trial.test(), () -> seen[0]++ == batches);
  }
}
