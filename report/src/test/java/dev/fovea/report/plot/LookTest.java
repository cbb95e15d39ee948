// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.data.ImageShape;
import dev.fovea.data.image.Picture;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

class LookTest {
  @Test
  void aLongNameIsCutBeforeTheRestOfATitle() {
    Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    Title title = new Title("what '", "a class of a very long name".repeat(5), "' rests on: this");
    assertThat(title.fitted(g, 300)).startsWith("what 'a cl").endsWith("\u2026' rests on: this");
    assertThat(g.getFontMetrics().stringWidth(title.fitted(g, 300))).isBetween(200, 300);
    assertThat(title.fitted(g, 60)).startsWith("wh").endsWith("\u2026");
    assertThat(new Title("what '", "cat", "'").fitted(g, 300)).isEqualTo("what 'cat'");
    assertThat(new Title("a title", "", "").fitted(g, 300)).isEqualTo("a title");
    g.dispose();
  }

  /** The bar beside a picture says 0 at its top, and that colour is for 0. */
  @Test
  void coloursOfNegativeNumbersGoUpToZero() {
    Picture grey = new Picture(new ImageShape(1, 1, 2), new byte[2]);
    Title title = new Title("", "", "");
    byte[] below = HeatPlot.png(title, "", grey, new Raster(1, 2, new float[] {-1, -0.5f}));
    byte[] zero = HeatPlot.png(title, "", grey, new Raster(1, 2, new float[] {-1, 0}));
    assertThat(below).isNotEqualTo(zero);
    assertThat(HeatPlot.png(title, "", grey, new Raster(1, 2, new float[2]))).isNotEmpty();
  }

  @Test
  void axesAreTheSameInEveryLocale() {
    XYChart chart = new XYChart(100, 100);
    Look.style(chart.getStyler());
    assertThat(chart.getStyler().getLocale()).isEqualTo(Locale.ROOT);
  }

  @Test
  void thirtyTwoSeriesLookDifferentAsLinesAndAsPoints() {
    XYChart chart = new XYChart(100, 100);
    Set<List<Object>> lines = new HashSet<>();
    Set<List<Object>> points = new HashSet<>();
    for (int i = 0; i < 32; i++) {
      XYSeries series = chart.addSeries("run " + i, new double[] {1, 2}, new double[] {1, 2});
      Look.line(series, i, false);
      lines.add(List.of(series.getLineColor(), series.getLineStyle()));
      Look.line(series, i, true);
      points.add(List.of(series.getMarkerColor(), series.getMarker().getClass()));
    }
    assertThat(lines).hasSize(32);
    assertThat(points).hasSize(32);
  }
}
