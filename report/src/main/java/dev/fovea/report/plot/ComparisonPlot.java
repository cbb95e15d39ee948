// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import dev.fovea.report.folder.RunState.Row;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Several runs in one picture. */
public final class ComparisonPlot {
  private static final int WIDTH = 1100;

  /** Units that a name may take in a legend; XChart cuts at 0.4 of a chart. */
  private static final int NAME = 220;

  /** Units that a legend takes beside its names. */
  private static final int MARGIN = 60;

  /** Units of a legend's row. */
  private static final int ROW = 22;

  private static final int LEAST_HEIGHT = 420;

  private ComparisonPlot() {}

  /**
   * A run.
   *
   * @param name names must differ
   * @param watched what it was measured on after each epoch: test, validation or overfit
   * @param accuracy on the test set; empty while it is not known
   * @param macs multiply-accumulates of one image; of no use where the accuracy is not known
   */
  public record Entry(
      String name, String watched, List<Row> history, Optional<Double> accuracy, long macs) {
    public Entry {
      history = List.copyOf(history);
    }
  }

  /** Loss and accuracy of each run on what it was measured on against epochs, as PNG. */
  public static byte[] curves(List<Entry> runs) {
    int epochs =
        runs.stream().flatMap(r -> r.history().stream()).mapToInt(Row::epoch).max().orElse(1);
    List<String> watched = runs.stream().map(Entry::watched).distinct().toList();
    String part = watched.size() == 1 ? watched.get(0) + " " : "";
    List<String> names =
        RunNames.fitting(
            runs.stream()
                .map(run -> run.name() + (watched.size() > 1 ? ", " + run.watched() : ""))
                .toList(),
            NAME);
    int legend = legend(names);
    int height = height(names);
    int width = (WIDTH - legend) / 2;
    XYChart loss = panel(part + "loss", runs, names, Row::watchedLoss, width, height, epochs);
    loss.getStyler().setLegendVisible(false);
    XYChart accuracy =
        panel(part + "accuracy", runs, names, Row::watchedAccuracy, width + legend, height, epochs);
    BufferedImage image =
        Look.picture(
            WIDTH,
            height,
            String.format(
                Locale.ROOT,
                "%d runs on the %s set",
                runs.size(),
                String.join(" or the ", watched)),
            g -> {
              paint(g, loss, 0, epochs);
              paint(g, accuracy, loss.getWidth(), epochs);
            });
    return Look.png(image);
  }

  /** Units of a legend's width. */
  private static int legend(List<String> names) {
    return MARGIN + (int) names.stream().mapToDouble(ClassNames::width).max().orElse(0);
  }

  /** Units of a picture in which every name of a legend has its row. */
  private static int height(List<String> names) {
    return Math.max(LEAST_HEIGHT, Look.titleHeight() + ROW * (names.size() + 1) + Look.AXIS);
  }

  private static XYChart panel(
      String title,
      List<Entry> runs,
      List<String> names,
      ToDoubleFunction<Row> value,
      int width,
      int height,
      int epochs) {
    XYChart chart = new XYChart(width, height - Look.titleHeight() - Look.AXIS);
    chart.setYAxisTitle(title);
    CurvePlot.style(chart.getStyler(), epochs);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    for (int i = 0; i < runs.size(); i++) {
      List<Row> history = runs.get(i).history();
      if (!history.isEmpty()) {
        double[] x = history.stream().mapToDouble(Row::epoch).toArray();
        double[] y = history.stream().mapToDouble(value).toArray();
        boolean marked = CurvePlot.marked(epochs, x.length);
        Look.line(Look.series(chart, names.get(i), x, y), i, marked);
      }
    }
    return chart;
  }

  private static void paint(Graphics2D g, XYChart chart, int x, int epochs) {
    Look.at(g, x, 0, () -> chart.paint(g, chart.getWidth(), chart.getHeight()));
    CurvePlot.axis(g, chart, x, epochs);
  }

  /**
   * Test accuracy of the best epoch against multiply-accumulates of one image, as PNG; of the runs
   * whose accuracy is known, in the colours that they have among all.
   */
  public static byte[] accuracyAgainstMacs(List<Entry> runs) {
    List<Entry> shown = runs.stream().filter(run -> run.accuracy().isPresent()).toList();
    double least = shown.stream().mapToLong(Entry::macs).min().orElse(1);
    double most = shown.stream().mapToLong(Entry::macs).max().orElse(1);
    int from = (int) Math.floor(Math.log10(Math.max(1, least)) - 0.1);
    int to = Math.max(from + 1, (int) Math.ceil(Math.log10(Math.max(1, most)) + 0.1));
    List<String> names = RunNames.fitting(runs.stream().map(Entry::name).toList(), NAME);
    int height = height(names);
    XYChart chart = new XYChart(800, height - Look.titleHeight() - Look.AXIS);
    chart.setYAxisTitle("test accuracy of the best epoch");
    Look.style(chart.getStyler());
    chart.getStyler().setXAxisTicksVisible(false);
    chart.getStyler().setXAxisTitleVisible(false);
    chart.getStyler().setXAxisMin((double) from);
    chart.getStyler().setXAxisMax((double) to);
    chart.getStyler().setMarkerSize(10);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    List<Double> known = shown.stream().flatMap(run -> run.accuracy().stream()).toList();
    double low = known.stream().min(Double::compare).orElse(0.0);
    double high = known.stream().max(Double::compare).orElse(1.0);
    double margin = Math.max(0.01, 0.15 * (high - low));
    chart.getStyler().setYAxisMin(Math.max(0, low - margin));
    chart.getStyler().setYAxisMax(Math.min(1, high + margin));
    for (int i = 0; i < runs.size(); i++) {
      Entry run = runs.get(i);
      if (run.accuracy().isEmpty()) {
        continue;
      }
      double[] x = {Math.log10(Math.max(1, run.macs()))};
      double[] y = {run.accuracy().get()};
      Look.points(Look.line(Look.series(chart, names.get(i), x, y), i, true));
    }
    Map<Double, String> powers = new LinkedHashMap<>();
    for (int power = from; power <= to; power++) {
      powers.put((double) power, power(power));
    }
    BufferedImage image =
        Look.picture(
            800,
            height,
            "accuracy against arithmetic",
            g -> {
              Look.at(g, 0, 0, () -> chart.paint(g, chart.getWidth(), chart.getHeight()));
              String axis = "multiply-accumulates an image (logarithmic)";
              Look.axis(g, chart, 0, powers, (from + to) / 2.0, axis);
            });
    return Look.png(image);
  }

  /** A power of ten as people say it: 10 k, 1 M, 100 M, 1 G. */
  private static String power(int exponent) {
    String[] units = {"", " k", " M", " G", " T"};
    int unit = Math.max(0, Math.min(units.length - 1, Math.floorDiv(exponent, 3)));
    return String.format(Locale.ROOT, "%.0f%s", Math.pow(10, exponent - 3.0 * unit), units[unit]);
  }
}
