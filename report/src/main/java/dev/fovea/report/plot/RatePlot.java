// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Schedule;
import dev.fovea.train.state.EpochResult;
import dev.fovea.train.state.Progress;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The learning rate over the epochs: as the schedule has it, and what each epoch ended with. */
final class RatePlot {
  private static final int WIDTH = 700;
  private static final int HEIGHT = 360;
  private static final int POINTS = 300;

  private RatePlot() {}

  static BufferedImage of(Progress run) {
    int epochs = Curves.shown(run);
    XYChart chart = new XYChart(WIDTH, HEIGHT - Look.titleHeight() - Look.AXIS);
    CurvePlot.style(chart.getStyler(), epochs);
    chart.setYAxisTitle("learning rate");
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setYAxisMin(0.0);
    double[] at =
        IntStream.rangeClosed(0, POINTS).mapToDouble(i -> (double) epochs * i / POINTS).toArray();
    XYSeries plan = Look.series(chart, "schedule", at, planned(run, at));
    Look.line(plan, Look.TRAIN, false);
    if (!run.history().isEmpty()) {
      XYSeries used =
          Look.series(
              chart,
              "end of epoch",
              ends(run),
              run.history().stream().mapToDouble(EpochResult::lr).toArray());
      Look.points(Look.line(used, Look.TEST, true));
    }
    return Look.picture(
        WIDTH,
        HEIGHT,
        "learning rate of " + run.model() + " on " + run.dataset(),
        g -> {
          Look.at(g, 0, 0, () -> chart.paint(g, chart.getWidth(), chart.getHeight()));
          CurvePlot.axis(g, chart, 0, epochs);
        });
  }

  /** Where its epochs ended, in epochs. */
  static double[] ends(Progress run) {
    return run.history().stream().mapToDouble(epoch -> Curves.end(epoch, run)).toArray();
  }

  private static double[] planned(Progress run, double[] at) {
    Recipe recipe = run.recipe();
    int steps = Math.max(1, recipe.training().batches(run.trainImages()));
    List<Double> losses = run.history().stream().map(EpochResult::testLoss).toList();
    double[] rates = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      long step = Math.min((long) (at[i] * steps), (long) steps * recipe.epochs() - 1);
      List<Double> known = losses.subList(0, (int) Math.min(losses.size(), step / steps));
      Schedule.Moment moment = new Schedule.Moment(step, steps, recipe.epochs(), known);
      rates[i] = recipe.lr() * recipe.schedule().factor(moment);
    }
    return rates;
  }
}
