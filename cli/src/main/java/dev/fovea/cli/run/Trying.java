// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.cli.console.Output;
import dev.fovea.cli.console.Table;
import dev.fovea.cli.console.Units;
import dev.fovea.report.plot.LrPlot;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.Job;
import dev.fovea.train.LrFinder;
import dev.fovea.train.Rehearsal;
import dev.fovea.train.file.Folders;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What can be learnt of a job without making a run of it. */
record Trying(Job job, Output output) {
  private static final double FIRST = 1e-6;
  private static final double LAST = 10;
  private static final int UPDATES = 100;
  private static final int ROWS = 12;

  /** What {@code --dry-run} says, by the batch in effect; sizes in bytes, times in seconds. */
  record DryRun(
      String model,
      String dataset,
      String backend,
      int threads,
      int batch,
      int accumulate,
      int epochs,
      int startSize,
      int startEpochs,
      Rehearsal plan,
      double epochSeconds,
      double runSeconds) {}

  /** What {@code --find-lr} says; the suggestion is null when there is none. */
  record FoundLr(String model, String dataset, Double suggestion, String plot, LrFinder test) {}

  /** Prints what the run would be like. */
  void rehearse() {
    Rehearsal plan = Rehearsal.of(job);
    DryRun result =
        new DryRun(
            job.model(),
            job.data().train().name(),
            job.compute().backend().name(),
            job.compute().options().threads(),
            job.limited().fullBatch(),
            job.recipe().accumulate(),
            job.recipe().epochs(),
            job.recipe().progression().size(),
            job.recipe().progression().epochs(),
            plan,
            plan.epochSeconds(),
            plan.runSeconds(job.recipe()));
    output.print(() -> result, out -> print(result, out));
  }

  private static void print(DryRun r, PrintWriter out) {
    Rehearsal p = r.plan;
    out.println(
        "%s on %s, %s with %d thread%s: %s parameters to train, %d kernels a step"
            .formatted(
                r.model,
                r.dataset,
                r.backend,
                r.threads,
                r.threads == 1 ? "" : "s",
                Units.count(p.parameters()),
                p.kernels()));
    out.println(
        "memory: weights and optimiser %s, step at batch %d %s"
            .formatted(Units.bytes(p.stateBytes()), r.batch, Units.bytes(p.stepBytes())));
    out.println(
        "time: %s a step by %d steps, %d steps an epoch, %s of evaluation"
            .formatted(
                seconds(p.stepSeconds()),
                p.measuredSteps(),
                p.stepsPerEpoch(),
                seconds(p.evaluationSeconds())));
    if (r.startEpochs > 0) {
      out.println(
          "the first %d epochs, at %d x %d: %s a step"
              .formatted(r.startEpochs, r.startSize, r.startSize, seconds(p.startStepSeconds())));
    }
    if (p.statisticsPasses() > 0 && p.statisticsSeconds() > 0) {
      out.println(
          "%d epochs end with new statistics of batch normalisation for the average: %s each"
              .formatted(p.statisticsPasses(), seconds(p.statisticsSeconds())));
    }
    out.println(
        "%s takes about %s, all %d together %s; nothing was trained and nothing is left behind"
            .formatted(
                r.startEpochs > 0 ? "an epoch of full size" : "an epoch",
                seconds(r.epochSeconds),
                r.epochs,
                seconds(r.runSeconds)));
  }

  /**
   * Looks for a learning rate and draws what it finds.
   *
   * @param plot the PNG file to write
   */
  void findLr(Path plot) {
    LrFinder test = LrFinder.run(job, FIRST, LAST, UPDATES);
    FoveaException.check(
        test.points().size() > 1,
        "the loss is no finite number from the first step on, whatever the lr; look at --init and"
            + " the data");
    Path folder = plot.toAbsolutePath().getParent();
    Folders.create(folder);
    LrPlot.write(plot, job.model() + " on " + job.data().train().name(), test);
    Double best = test.suggestion().isPresent() ? test.suggestion().getAsDouble() : null;
    FoundLr result =
        new FoundLr(job.model(), job.data().train().name(), best, plot.toString(), test);
    output.print(() -> result, out -> print(result, out));
  }

  private static void print(FoundLr r, PrintWriter out) {
    Table table = new Table(">lr", ">loss", ">smoothed");
    List<LrFinder.Point> points = r.test.points();
    int rows = Math.min(ROWS, points.size());
    for (int i = 0; i < rows; i++) {
      LrFinder.Point point = points.get(i * (points.size() - 1) / Math.max(1, rows - 1));
      table.row(
          rate(point.lr()), Units.decimal(point.loss(), 4), Units.decimal(point.smoothed(), 4));
    }
    table.print(out);
    out.println(verdict(r));
    out.println("plot: " + r.plot);
  }

  static String verdict(FoundLr r) {
    if (r.suggestion != null) {
      return "the loss falls steepest at lr %s: a good one to try".formatted(rate(r.suggestion));
    }
    List<LrFinder.Point> points = r.test.points();
    return r.test.stopsShort()
        ? ("the loss runs away behind lr %s, and %d updates up to there are too few to suggest an lr"
                + " by; try another --init, or batch normalisation")
            .formatted(rate(points.get(points.size() - 1).lr()), points.size())
        : "the loss never falls: no lr to suggest; try another --init, or batch normalisation";
  }

  private static String rate(double lr) {
    return String.format(Locale.ROOT, "%.2g", lr);
  }

  private static String seconds(double seconds) {
    return seconds < 1
        ? String.format(Locale.ROOT, "%.1f ms", 1000 * seconds)
        : seconds < 600
            ? String.format(Locale.ROOT, "%.1f s", seconds)
            : String.format(Locale.ROOT, "%.1f min", seconds / 60);
  }
}
