// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.cli.console.Table;
import dev.fovea.cli.console.Units;
import dev.fovea.train.metric.Assessment;
import dev.fovea.train.metric.Confusion.Averages;
import dev.fovea.train.metric.Confusion.ClassScore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What was measured, in words. */
final class MetricLines {
  private static final int PAIRS = 5;

  private MetricLines() {}

  /** Everything but the classes. */
  static List<String> of(Assessment a, List<String> labels) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "accuracy with 95 %% confidence from %s to %s; top-%d %s"
            .formatted(
                Units.percent(a.interval().low()),
                Units.percent(a.interval().high()),
                a.topK(),
                Units.percent(a.topAccuracy())));
    lines.add(
        "F1 %s macro, %s weighted; ROC-AUC %s; Matthews %s"
            .formatted(
                four(a.macro().f1()),
                four(a.weighted().f1()),
                a.rocAuc() == null ? "none (one class only)" : four(a.rocAuc()),
                four(a.matthews())));
    lines.add(
        "calibration error %s (15 bins); Brier %s"
            .formatted(Units.percent(a.calibrationError()), four(a.brier())));
    String pairs =
        a.confusion().mostConfused(PAIRS).stream()
            .map(
                p ->
                    "%s for %s %s"
                        .formatted(
                            labels.get(p.truth()),
                            labels.get(p.predicted()),
                            Units.count(p.count())))
            .collect(Collectors.joining(", "));
    lines.add(pairs.isEmpty() ? "no image was taken for another class" : "most taken: " + pairs);
    return lines;
  }

  /** The classes and their averages. */
  static Table classes(Assessment a, List<String> labels) {
    Table table = new Table("class", ">precision", ">recall", ">F1", ">images");
    for (int c = 0; c < labels.size(); c++) {
      ClassScore s = a.classes().get(c);
      if (a.confusion().occurs(c)) {
        table.row(labels.get(c), four(s.precision()), four(s.recall()), four(s.f1()), s.support());
      } else {
        table.row(labels.get(c), "-", "-", "-", 0);
      }
    }
    averages(table, "macro average", a.macro(), a.images());
    averages(table, "weighted average", a.weighted(), a.images());
    return table;
  }

  private static void averages(Table table, String what, Averages a, long images) {
    table.row(what, four(a.precision()), four(a.recall()), four(a.f1()), images);
  }

  private static String four(double value) {
    return Units.decimal(value, 4);
  }
}
