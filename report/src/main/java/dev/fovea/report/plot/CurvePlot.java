// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import dev.fovea.report.plot.Curves.Point;
import dev.fovea.report.plot.Curves.Snapshot;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;

/** Learning curves as a picture: loss on the left, accuracy on the right, against epochs. */
final class CurvePlot {
  static final int WIDTH = 1000;
  static final int HEIGHT = 400;

  private static final int TITLE = Look.titleHeight();
  private static final int MOST_LABELS = 10;

  /** Epochs whose labels are so long that fewer of them find room. */
  private static final int LONG_LABELS = 100_000;

  private static final int MOST_LONG_LABELS = 5;

  /** Beside the panels: inside one, it would lie on the lines of short runs. */
  private static final int LEGEND = 110;

  /** Epochs of runs whose points are too close together to be marked. */
  private static final int MOST_MARKED = 40;

  private CurvePlot() {}

  static BufferedImage of(Snapshot curves) {
    return Look.picture(
        WIDTH,
        HEIGHT,
        curves.title(),
        g -> {
          XYChart loss = panel("loss", curves, Point::loss, 0);
          paint(g, loss, 0, curves.epochs());
          XYChart accuracy = panel("accuracy", curves, Point::accuracy, LEGEND);
          paint(g, accuracy, loss.getWidth(), curves.epochs());
        });
  }

  private static void paint(Graphics2D g, XYChart panel, int x, int epochs) {
    Look.at(g, x, 0, () -> panel.paint(g, panel.getWidth(), panel.getHeight()));
    axis(g, panel, x, epochs);
  }

  /** Labels the axis of epochs. */
  static void axis(Graphics2D g, XYChart panel, int x, int epochs) {
    Map<Double, String> labels = new LinkedHashMap<>();
    // A long: whoever trains until a time is up may ask for two billion epochs.
    for (long epoch = 0; epoch <= epochs; epoch += step(epochs)) {
      labels.put((double) epoch, String.valueOf(epoch));
    }
    Look.axis(g, panel, x, labels, epochs / 2.0, "epoch");
  }

  /**
   * Epochs from one label to the next: 1, 2 or 5 times a power of ten, for as many as have room.
   */
  static int step(int epochs) {
    int most = epochs < LONG_LABELS ? MOST_LABELS : MOST_LONG_LABELS;
    int step = 1;
    for (int i = 0; epochs / step > most; i++) {
      step = i % 3 == 1 ? step / 2 * 5 : step * 2;
    }
    return step;
  }

  private static XYChart panel(
      String name, Snapshot curves, ToDoubleFunction<Point> value, int legend) {
    XYChart chart = new XYChart((WIDTH - LEGEND) / 2 + legend, HEIGHT - TITLE - Look.AXIS);
    chart.setYAxisTitle(name);
    style(chart.getStyler(), curves.epochs());
    chart.getStyler().setLegendVisible(legend > 0);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    int tested = curves.tested().size();
    add(chart, "train", curves.train(), value, Look.TRAIN, curves.train().size() == 1);
    add(
        chart,
        curves.watched(),
        curves.tested(),
        value,
        Look.TEST,
        marked(curves.epochs(), tested));
    return chart;
  }

  /** Whether the points of a line are marked; a lone one would not be seen without. */
  static boolean marked(int epochs, int points) {
    return points == 1 || epochs <= MOST_MARKED;
  }

  /** An axis of epochs, without the chart's own labels. */
  static void style(XYStyler style, int epochs) {
    Look.style(style);
    style.setMarkerSize(6);
    style.setXAxisMin(0.0);
    style.setXAxisMax((double) epochs);
    style.setXAxisTicksVisible(false);
    style.setXAxisTitleVisible(false);
  }

  private static void add(
      XYChart chart,
      String name,
      List<Point> points,
      ToDoubleFunction<Point> value,
      Color colour,
      boolean marked) {
    if (points.isEmpty()) {
      return;
    }
    double[] x = points.stream().mapToDouble(Point::epoch).toArray();
    double[] y = points.stream().mapToDouble(value).toArray();
    Look.line(Look.series(chart, name, x, y), colour, marked);
  }
}
