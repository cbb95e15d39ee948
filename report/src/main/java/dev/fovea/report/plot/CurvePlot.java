// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import dev.fovea.report.plot.Curves.Point;
import dev.fovea.report.plot.Curves.Snapshot;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Learning curves as a picture: loss on the left, accuracy on the right, against epochs. */
final class CurvePlot {
  static final int WIDTH = 1000;
  static final int HEIGHT = 400;

  /** Pixels a unit, so that text is sharp on screens of today. */
  static final double SCALE = 1.5;

  private static final int TITLE = 36;
  private static final int EPOCHS = 40;
  private static final int LABELS = HEIGHT - TITLE - EPOCHS + 8;
  private static final int MOST_LABELS = 10;
  private static final Color TRAIN = new Color(0x2a, 0x6f, 0xb0);
  private static final Color TEST = new Color(0xd9, 0x5f, 0x02);
  private static final Color INK = new Color(0x33, 0x33, 0x33);
  private static final Color GRID = new Color(0xe6, 0xe6, 0xe6);
  private static final Font PLAIN = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  private CurvePlot() {}

  static BufferedImage of(Snapshot curves) {
    BufferedImage image =
        new BufferedImage(
            (int) (WIDTH * SCALE), (int) (HEIGHT * SCALE), BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      g.scale(SCALE, SCALE);
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, WIDTH, HEIGHT);
      title(g, curves.title());
      g.translate(0, TITLE);
      paint(g, panel("loss", curves, Point::loss, LegendPosition.InsideNE), curves.epochs());
      g.translate(WIDTH / 2, 0);
      paint(
          g, panel("accuracy", curves, Point::accuracy, LegendPosition.InsideSE), curves.epochs());
    } finally {
      g.dispose();
    }
    return image;
  }

  private static void title(Graphics2D g, String title) {
    g.setColor(INK);
    g.setFont(PLAIN.deriveFont(Font.BOLD, 15f));
    centred(g, title, WIDTH / 2, 26);
  }

  private static void paint(Graphics2D g, XYChart panel, int epochs) {
    AffineTransform place = g.getTransform();
    panel.paint(g, WIDTH / 2, HEIGHT - TITLE - EPOCHS);
    g.setTransform(place);
    g.setClip(null);
    // The chart's own ticks fall between epochs (XChart 4.0.3).
    g.setColor(INK);
    g.setFont(PLAIN);
    int step = step(epochs);
    for (int epoch = 0; epoch <= epochs; epoch += step) {
      centred(g, String.valueOf(epoch), (int) panel.getScreenXFromChart(epoch), LABELS);
    }
    int middle = (int) panel.getScreenXFromChart(epochs / 2.0);
    centred(g, "epoch", middle, LABELS + 20);
  }

  private static void centred(Graphics2D g, String text, int x, int y) {
    g.drawString(text, x - g.getFontMetrics().stringWidth(text) / 2, y);
  }

  /** Epochs from one label to the next: 1, 2 or 5 times a power of ten, for ten labels at most. */
  static int step(int epochs) {
    int step = 1;
    for (int i = 0; epochs / step > MOST_LABELS; i++) {
      step = i % 3 == 1 ? step / 2 * 5 : step * 2;
    }
    return step;
  }

  private static XYChart panel(
      String name, Snapshot curves, ToDoubleFunction<Point> value, LegendPosition legend) {
    XYChart chart = new XYChart(WIDTH / 2, HEIGHT - TITLE - EPOCHS);
    chart.setYAxisTitle(name);
    style(chart.getStyler(), curves.epochs());
    chart.getStyler().setLegendPosition(legend);
    add(chart, "train " + name, curves.train(), value, TRAIN, false);
    add(chart, "test " + name, curves.test(), value, TEST, curves.epochs() <= 40);
    return chart;
  }

  private static void style(XYStyler style, int epochs) {
    style.setChartBackgroundColor(Color.WHITE);
    style.setPlotBackgroundColor(Color.WHITE);
    style.setPlotBorderVisible(false);
    style.setPlotGridLinesColor(GRID);
    style.setPlotGridLinesStroke(new BasicStroke(1));
    style.setPlotGridVerticalLinesVisible(false);
    style.setChartTitleVisible(false);
    style.setLegendBorderColor(Color.WHITE);
    style.setLegendBackgroundColor(new Color(255, 255, 255, 200));
    style.setLegendFont(PLAIN);
    style.setAxisTickLabelsFont(PLAIN);
    style.setAxisTitleFont(PLAIN);
    style.setAxisTickLabelsColor(INK);
    style.setChartFontColor(INK);
    style.setAxisTickMarksColor(GRID);
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
    XYSeries series = chart.addSeries(name, x, points.stream().mapToDouble(value).toArray());
    series.setLineColor(colour).setLineWidth(2f);
    series.setMarkerColor(colour);
    series.setMarker(marked ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
  }
}
