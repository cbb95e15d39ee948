// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import dev.fovea.train.metric.Calibration;
import dev.fovea.train.metric.Calibration.Bin;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;

/**
 * Reliability diagram: on the left how often the network is right where it claims to be, on the
 * right how often it makes such claims.
 */
final class CalibrationPlot {
  private static final int PANEL_WIDTH = 450;

  /** Beside the panel: inside one, it would lie on the points of some network. */
  private static final int LEGEND = 110;

  private static final int WIDTH = 2 * PANEL_WIDTH + LEGEND;
  private static final int HEIGHT = 400;
  private static final int PANEL = HEIGHT - Look.titleHeight() - Look.AXIS;

  private CalibrationPlot() {}

  static BufferedImage of(Calibration calibration) {
    XYChart right = claims(calibration);
    XYChart left = reliability(calibration);
    return Look.picture(
        WIDTH,
        HEIGHT,
        String.format(
            Locale.ROOT, "calibration: expected error %.2f %%", 100 * calibration.error()),
        g -> {
          paint(g, left, 0);
          paint(g, right, left.getWidth());
        });
  }

  private static void paint(Graphics2D g, XYChart panel, int x) {
    Look.at(g, x, 0, () -> panel.paint(g, panel.getWidth(), panel.getHeight()));
    Map<Double, String> labels = new LinkedHashMap<>();
    for (int fifth = 0; fifth <= 5; fifth++) {
      labels.put(fifth / 5.0, String.format(Locale.ROOT, "%.1f", fifth / 5.0));
    }
    Look.axis(g, panel, x, labels, 0.5, "confidence");
  }

  private static XYChart reliability(Calibration calibration) {
    XYChart chart = new XYChart(PANEL_WIDTH + LEGEND, PANEL);
    chart.setYAxisTitle("accuracy");
    style(chart.getStyler());
    chart.getStyler().setYAxisMax(1.0);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    XYSeries ideal = Look.series(chart, "ideal", new double[] {0, 1}, new double[] {0, 1});
    Look.line(ideal, Look.FAINT, false);
    ideal.setLineStyle(new BasicStroke(1.5f, BasicStroke.CAP_BUTT, 0, 1, new float[] {5, 4}, 0));
    List<Bin> filled = calibration.bins().stream().filter(b -> b.images() > 0).toList();
    XYSeries found =
        Look.series(
            chart,
            "network",
            filled.stream().mapToDouble(Bin::confidence).toArray(),
            filled.stream().mapToDouble(Bin::accuracy).toArray());
    Look.line(found, Look.TRAIN, true);
    return chart;
  }

  private static XYChart claims(Calibration calibration) {
    XYChart chart = new XYChart(PANEL_WIDTH, PANEL);
    chart.setYAxisTitle("share of images");
    style(chart.getStyler());
    chart.getStyler().setLegendVisible(false);
    List<Bin> bins = calibration.bins();
    double all = bins.stream().mapToLong(Bin::images).sum();
    double[] edges = new double[2 * bins.size() + 2];
    double[] shares = new double[edges.length];
    for (int b = 0; b < bins.size(); b++) {
      edges[2 * b + 1] = bins.get(b).from();
      edges[2 * b + 2] = bins.get(b).to();
      shares[2 * b + 1] = bins.get(b).images() / all;
      shares[2 * b + 2] = shares[2 * b + 1];
    }
    edges[edges.length - 1] = 1;
    XYSeries series = Look.series(chart, "images", edges, shares);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Area);
    Look.line(series, Look.TRAIN, false);
    series.setFillColor(new Color(0x2a, 0x6f, 0xb0, 90));
    return chart;
  }

  private static void style(XYStyler style) {
    Look.style(style);
    style.setMarkerSize(7);
    style.setXAxisMin(0.0);
    style.setXAxisMax(1.0);
    style.setYAxisMin(0.0);
    style.setXAxisTicksVisible(false);
    style.setXAxisTitleVisible(false);
  }
}
