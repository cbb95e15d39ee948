// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

class LookTest {
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
