// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import dev.fovea.train.metric.Confusion;
import dev.fovea.train.metric.Confusion.ClassScore;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * Precision, recall and F1 of each class as bars; of many classes, the ones of the lowest F1. A
 * class that is neither true nor predicted anywhere has none.
 */
final class ClassBars {
  private static final int MOST = 20;
  private static final int HEIGHT = 430;
  private static final int LONGEST = 120;

  private ClassBars() {}

  static BufferedImage of(Confusion confusion, List<String> labels) {
    List<ClassScore> scores = confusion.scores();
    List<Integer> occurring =
        IntStream.range(0, labels.size()).filter(confusion::occurs).boxed().toList();
    List<Integer> shown =
        occurring.stream()
            .sorted(Comparator.comparingDouble((Integer c) -> scores.get(c).f1()))
            .limit(MOST)
            .sorted()
            .toList();
    String title =
        shown.size() < occurring.size()
            ? String.format(
                Locale.ROOT, "the %d of %d classes with the lowest F1", MOST, occurring.size())
            : "precision, recall and F1 of each class"
                + (shown.size() < labels.size() ? " that occurs" : "");
    int width = Math.max(500, Math.min(1200, 140 + 86 * shown.size()));
    CategoryChart chart = new CategoryChart(width, HEIGHT - Look.titleHeight());
    chart.setYAxisTitle("score");
    chart.setXAxisTitle("class");
    style(chart.getStyler());
    // Short enough for the axis; categories must differ.
    List<String> names =
        shown.stream().map(c -> ClassNames.fitting(labels.get(c), c, LONGEST)).toList();
    add(chart, "precision", names, shown, scores, ClassScore::precision);
    add(chart, "recall", names, shown, scores, ClassScore::recall);
    add(chart, "F1", names, shown, scores, ClassScore::f1);
    return Look.picture(
        width,
        HEIGHT,
        title,
        g -> Look.at(g, 0, 0, () -> chart.paint(g, chart.getWidth(), chart.getHeight())));
  }

  private static void style(CategoryStyler style) {
    Look.style(style);
    style.setSeriesColors(Look.SERIES);
    style.setLegendPosition(LegendPosition.OutsideE);
    style.setXAxisLabelRotation(45);
    style.setXAxisMaxLabelCount(MOST);
    style.setYAxisMin(0.0);
    style.setYAxisMax(1.0);
    style.setAvailableSpaceFill(0.75);
  }

  private static void add(
      CategoryChart chart,
      String name,
      List<String> names,
      List<Integer> shown,
      List<ClassScore> scores,
      ToDoubleFunction<ClassScore> value) {
    chart.addSeries(
        name, names, shown.stream().map(c -> value.applyAsDouble(scores.get(c))).toList());
  }
}
