// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import dev.fovea.tensor.FoveaException;
import dev.fovea.train.LrFinder;
import dev.fovea.train.file.AtomicFile;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Loss against learning rate, the rate on a logarithmic axis, with the rate to try marked. */
public final class LrPlot {
  private static final Color BATCH = new Color(0xbb, 0xcc, 0xdd);
  private static final Color SMOOTHED = new Color(0x2a, 0x6f, 0xb0);
  private static final Color SUGGESTION = new Color(0xd9, 0x5f, 0x02);

  private LrPlot() {}

  /** Writes it as PNG. */
  public static void write(Path file, String title, LrFinder found) {
    XYChart chart = new XYChart(900, 540);
    chart.setTitle(title);
    chart.getStyler().setLocale(Locale.ROOT);
    chart.setXAxisTitle("learning rate");
    chart.setYAxisTitle("loss");
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
    double[] rates = found.points().stream().mapToDouble(LrFinder.Point::lr).toArray();
    double[] losses = found.points().stream().mapToDouble(LrFinder.Point::loss).toArray();
    // A loss that has gone up for good would press all else flat.
    double top = 2 * found.points().get(0).smoothed();
    if (found.points().stream().anyMatch(p -> p.loss() > top)) {
      chart.getStyler().setYAxisMax(top);
    }
    double[] means = found.points().stream().mapToDouble(LrFinder.Point::smoothed).toArray();
    line(Look.series(chart, "each batch", rates, losses), BATCH, 1);
    line(Look.series(chart, "smoothed", rates, means), SMOOTHED, 2.5f);
    found
        .suggestion()
        .ifPresent(
            lr -> {
              double at =
                  found.points().stream()
                      .filter(p -> p.lr() == lr)
                      .mapToDouble(LrFinder.Point::smoothed)
                      .findFirst()
                      .orElseThrow();
              XYSeries mark =
                  Look.series(chart, "steepest fall", new double[] {lr}, new double[] {at});
              mark.setMarker(SeriesMarkers.CIRCLE);
              mark.setMarkerColor(SUGGESTION);
              mark.setLineColor(SUGGESTION);
            });
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    // Given a plain stream, ImageIO would put a file into the system's temporary folder.
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
      ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", out);
    } catch (IOException e) {
      throw new FoveaException(e, "%s: cannot be drawn: %s", file, e.getMessage());
    }
    AtomicFile.write(file, png.toByteArray());
  }

  private static void line(XYSeries series, Color colour, float width) {
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(colour).setLineWidth(width);
  }
}
