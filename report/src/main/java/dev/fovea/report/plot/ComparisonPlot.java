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
  private static final int HEIGHT = 420;
  private static final int LEGEND = 200;

  private ComparisonPlot() {}

  /**
   * A run.
   *
   * @param name short; names must differ
   * @param watched what it was measured on after each epoch: test, validation or overfit
   * @param accuracy on the test set; empty while it is not known
   * @param macs multiply-accumulates of one image
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
    XYChart loss = panel(part + "loss", runs, Row::watchedLoss, epochs, 0);
    XYChart accuracy = panel(part + "accuracy", runs, Row::watchedAccuracy, epochs, LEGEND);
    BufferedImage image =
        Look.picture(
            WIDTH,
            HEIGHT,
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

  private static XYChart panel(
      String title, List<Entry> runs, ToDoubleFunction<Row> value, int epochs, int legend) {
    int width = (WIDTH - LEGEND) / 2 + legend;
    XYChart chart = new XYChart(width, HEIGHT - Look.titleHeight() - Look.AXIS);
    chart.setYAxisTitle(title);
    boolean mixed = runs.stream().map(Entry::watched).distinct().count() > 1;
    CurvePlot.style(chart.getStyler(), epochs);
    chart.getStyler().setLegendVisible(legend > 0);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    for (int i = 0; i < runs.size(); i++) {
      List<Row> history = runs.get(i).history();
      if (!history.isEmpty()) {
        double[] x = history.stream().mapToDouble(Row::epoch).toArray();
        double[] y = history.stream().mapToDouble(value).toArray();
        String name = runs.get(i).name() + (mixed ? ", " + runs.get(i).watched() : "");
        Look.line(Look.series(chart, name, x, y), i, CurvePlot.marked(epochs, x.length));
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
    double least = runs.stream().mapToLong(Entry::macs).min().orElse(1);
    double most = runs.stream().mapToLong(Entry::macs).max().orElse(1);
    int from = (int) Math.floor(Math.log10(Math.max(1, least)) - 0.1);
    int to = Math.max(from + 1, (int) Math.ceil(Math.log10(Math.max(1, most)) + 0.1));
    XYChart chart = new XYChart(800, HEIGHT - Look.titleHeight() - Look.AXIS);
    chart.setYAxisTitle("test accuracy of the best epoch");
    Look.style(chart.getStyler());
    chart.getStyler().setXAxisTicksVisible(false);
    chart.getStyler().setXAxisTitleVisible(false);
    chart.getStyler().setXAxisMin((double) from);
    chart.getStyler().setXAxisMax((double) to);
    chart.getStyler().setMarkerSize(10);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    List<Double> known = runs.stream().flatMap(run -> run.accuracy().stream()).toList();
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
      Look.points(Look.line(Look.series(chart, run.name(), x, y), i, true));
    }
    Map<Double, String> powers = new LinkedHashMap<>();
    for (int power = from; power <= to; power++) {
      powers.put((double) power, power(power));
    }
    BufferedImage image =
        Look.picture(
            800,
            HEIGHT,
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
