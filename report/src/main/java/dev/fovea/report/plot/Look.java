// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What all plots have in common: colours, fonts, and how a picture comes to be. */
final class Look {
  /** Pixels a unit, so that text is sharp on screens of today. */
  static final double SCALE = 1.5;

  static final Color TRAIN = new Color(0x2a, 0x6f, 0xb0);
  static final Color TEST = new Color(0xd9, 0x5f, 0x02);
  static final Color THIRD = new Color(0x3a, 0x92, 0x5e);
  static final Color INK = new Color(0x33, 0x33, 0x33);
  static final Color FAINT = new Color(0x99, 0x99, 0x99);
  static final Color GRID = new Color(0xe6, 0xe6, 0xe6);
  static final Font PLAIN = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  /** Colours of series that stand for runs or figures; told apart also without red and green. */
  static final Color[] SERIES = {
    TRAIN,
    TEST,
    THIRD,
    new Color(0x8c, 0x56, 0xb4),
    new Color(0xb8, 0x3b, 0x5e),
    new Color(0x7f, 0x6a, 0x3c),
    new Color(0x17, 0xa2, 0xb8),
    INK
  };

  private static final Marker[] MARKS = {
    SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.TRIANGLE_UP, SeriesMarkers.DIAMOND
  };

  private static final BasicStroke[] DASHES = {
    SeriesLines.SOLID, SeriesLines.DASH_DASH, SeriesLines.DOT_DOT, SeriesLines.DASH_DOT
  };

  /** Units below a chart whose x axis is labelled by {@link #axis}. */
  static final int AXIS = 40;

  private static final int TITLE = 36;

  /** No loss or rate worth a look is larger. */
  private static final double LARGEST = 1e6;

  private Look() {}

  /** A white picture of that many units with a title; the painter's origin is below the title. */
  static BufferedImage picture(int width, int height, String title, Consumer<Graphics2D> painter) {
    return picture(width, height, new Title(title, "", ""), painter);
  }

  /** As {@link #picture(int, int, String, Consumer)}. */
  static BufferedImage picture(int width, int height, Title title, Consumer<Graphics2D> painter) {
    BufferedImage image =
        new BufferedImage(
            (int) (width * SCALE), (int) (height * SCALE), BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      g.scale(SCALE, SCALE);
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, width, height);
      g.setColor(INK);
      g.setFont(PLAIN.deriveFont(Font.BOLD, 15f));
      centred(g, title.fitted(g, width - 20), width / 2.0, 26);
      g.setFont(PLAIN);
      g.translate(0, TITLE);
      painter.accept(g);
    } finally {
      g.dispose();
    }
    return image;
  }

  /** Units that a picture's title takes of its height. */
  static int titleHeight() {
    return TITLE;
  }

  /** Has something painted at a place of the picture and sets everything as it was. */
  static void at(Graphics2D g, double x, double y, Runnable painter) {
    AffineTransform place = g.getTransform();
    g.translate(x, y);
    painter.run();
    g.setTransform(place);
    g.setClip(null);
    g.setColor(INK);
    g.setFont(PLAIN);
  }

  static void centred(Graphics2D g, String text, double x, double y) {
    g.drawString(text, (float) (x - g.getFontMetrics().stringWidth(text) / 2.0), (float) y);
  }

  static void right(Graphics2D g, String text, double x, double y) {
    g.drawString(text, (float) (x - g.getFontMetrics().stringWidth(text)), (float) y);
  }

  /** The text, or its beginning with three dots if it is wider than that. */
  static String fitting(Graphics2D g, String text, double width) {
    String cut = text;
    while (cut.length() > 1 && g.getFontMetrics().stringWidth(cut) > width) {
      cut = cut.substring(0, cut.length() - 2).stripTrailing() + "\u2026";
    }
    return cut;
  }

  /** Sets what all charts with axes share. */
  static void style(AxesChartStyler style) {
    style.setLocale(Locale.ROOT);
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
    // XChart's own pattern leaves out the 0 before the point.
    style.setYAxisDecimalPattern("0.######");
  }

  /**
   * Labels an x axis; XChart's own labels fall where nobody would put them (4.0.3).
   *
   * @param x where the chart stands
   * @param at values to label, each with its text
   */
  static void axis(
      Graphics2D g, XYChart chart, double x, Map<Double, String> at, double middle, String title) {
    double y = chart.getHeight() + 12;
    at.forEach((value, text) -> centred(g, text, x + chart.getScreenXFromChart(value), y));
    centred(g, title, x + chart.getScreenXFromChart(middle), y + 20);
  }

  /**
   * Adds a series with what an axis can show. A run that has gone astray has losses of 1e31, for
   * which XChart looks for places of labels without end.
   *
   * @param x as they are: nothing that is measured
   */
  static XYSeries series(XYChart chart, String name, double[] x, double[] y) {
    return chart.addSeries(name, x, bounded(y));
  }

  private static double[] bounded(double[] values) {
    return Arrays.stream(values)
        .map(v -> Double.isFinite(v) ? Math.max(-LARGEST, Math.min(LARGEST, v)) : Double.NaN)
        .toArray();
  }

  /** Sets how a line looks. */
  static XYSeries line(XYSeries series, Color colour, boolean marked) {
    series.setLineColor(colour).setLineWidth(2f);
    series.setMarkerColor(colour);
    series.setMarker(marked ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    return series;
  }

  /**
   * Sets how the line of one of many looks; those that share a colour differ in marks and dashes.
   */
  static XYSeries line(XYSeries series, int which, boolean marked) {
    int round = which / SERIES.length;
    line(series, SERIES[which % SERIES.length], marked);
    series.setLineStyle(DASHES[round % DASHES.length]);
    series.setMarker(marked ? MARKS[round % MARKS.length] : SeriesMarkers.NONE);
    return series;
  }

  /** Sets that only the points of a line are seen. */
  static void points(XYSeries series) {
    series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
  }

  static byte[] png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // Given a plain stream, ImageIO would put a file into the system's temporary folder.
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode a picture as PNG", e);
    }
    return bytes.toByteArray();
  }
}
