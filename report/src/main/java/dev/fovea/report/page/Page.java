// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.page;

import dev.fovea.data.Dataset;
import dev.fovea.report.plot.Plots;
import dev.fovea.train.metric.Assessment;
import dev.fovea.train.metric.Confusion;
import dev.fovea.train.metric.Predictions;
import dev.fovea.train.state.EpochResult;
import dev.fovea.train.state.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code report.html}: a run on one page that needs no other file and asks nothing of the network.
 *
 * @param name of the run's folder
 * @param run at its end
 * @param parameters trained numbers
 * @param found what was measured
 * @param predictions what it was measured from
 * @param data the images of the predictions
 * @param part what these images are, behind their number
 * @param weightsEpoch epoch that the measured weights are of
 * @param plots PNG by name
 * @param args text of {@code args.yaml}
 * @param environment facts by name
 */
public record Page(
    String name,
    Progress run,
    long parameters,
    Assessment found,
    Predictions predictions,
    Dataset data,
    String part,
    int weightsEpoch,
    Map<String, byte[]> plots,
    String args,
    Map<String, String> environment) {
  private static final int PAIRS = 12;
  private static final int MISTAKES = 24;

  /** The page's text. */
  public String html() {
    String title = run.model() + " on " + run.dataset();
    Html body =
        Html.join(
            Html.element("h1", Html.join(Html.text(run.model() + " on"), Html.name(run.dataset()))),
            Html.element("p class=sub", subtitle()),
            tiles(),
            Html.section("Learning curves", plot("curves"), plot("lr")),
            Html.section("Confusion", plot("confusion-normalised"), plot("confusion"), pairs()),
            Html.section("Classes", plot("classes"), classes()),
            Html.section("Calibration", calibrationText(), plot("calibration")),
            Html.section("Worst mistakes", gallery()),
            Html.section("Environment", facts(environment)),
            Html.section("Arguments", Html.element("pre", args)));
    return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width\">\n"
        + Html.element("title", title + " \u00b7 " + name).code()
        + "\n<style>"
        + Style.CSS
        + "</style></head>\n<body>\n"
        + body.code()
        + "\n</body></html>\n";
  }

  private Html subtitle() {
    String epochs =
        Html.format("%d of %d epochs", run.history().size(), run.recipe().epochs())
            + (run.ended().isEmpty() ? "" : " (ended early: " + run.ended() + ")");
    String measured =
        Html.format(
            " \u00b7 %s \u00b7 measured on %,d %s with the weights of epoch %d",
            epochs, found.images(), part, weightsEpoch);
    return Html.join(Html.name(name), Html.text(measured));
  }

  private Html tiles() {
    List<Html> tiles = new ArrayList<>();
    String range =
        Html.format(
            "95 %% interval %s to %s",
            percent(found.interval().low()), percent(found.interval().high()));
    tiles.add(tile("accuracy", percent(found.accuracy()), range));
    tiles.add(tile("top-" + found.topK(), percent(found.topAccuracy()), "label among the first"));
    tiles.add(tile("loss", number(found.loss(), 4), "mean cross-entropy"));
    tiles.add(tile("F1", number(found.macro().f1(), 4), "macro; weighted " + weightedF1()));
    tiles.add(
        tile(
            "ROC-AUC",
            found.rocAuc() == null ? "none" : number(found.rocAuc(), 4),
            found.rocAuc() == null ? "only one class occurs" : "macro, each against the rest"));
    tiles.add(tile("calibration error", percent(found.calibrationError()), "15 bins"));
    tiles.add(tile("Brier", number(found.brier(), 4), "Matthews " + number(found.matthews(), 4)));
    EpochResult last = run.last().orElseThrow();
    tiles.add(
        tile(
            "train",
            percent(last.trainAccuracy()),
            Html.format("accuracy; loss %s", number(last.trainLoss(), 4))));
    tiles.add(
        tile(
            "time",
            number(run.seconds(), 1) + " s",
            Html.format("%,.0f images/s", run.imagesPerSecond())));
    tiles.add(tile("parameters", Html.format("%,d", parameters), "trained"));
    return Html.element("div class=tiles", Html.join(tiles));
  }

  private String weightedF1() {
    return number(found.weighted().f1(), 4);
  }

  private static Html tile(String what, String value, String note) {
    return Html.element(
        "div class=tile",
        Html.join(
            Html.element("span", what), Html.element("b", value), Html.element("small", note)));
  }

  private Html plot(String plot) {
    byte[] png = plots.get(plot);
    return png == null
        ? Html.element("p", "There is no picture of the " + plot + ".")
        : Html.picture(plot, png, Plots.SCALE);
  }

  private Html pairs() {
    List<List<Html>> rows =
        found.confusion().mostConfused(PAIRS).stream()
            .map(
                pair ->
                    List.of(
                        Html.join(
                            Html.name(label(pair.truth())),
                            Html.text("taken for"),
                            Html.name(label(pair.predicted()))),
                        Html.text(Html.format("%,d", pair.count())),
                        Html.text(
                            percent(
                                (double) pair.count() / found.confusion().support(pair.truth())))))
            .toList();
    return rows.isEmpty()
        ? Html.element("p", "No image was taken for another class.")
        : Html.tableOf(List.of("most confused", "images", "of the class"), rows);
  }

  private Html classes() {
    List<List<String>> rows = new ArrayList<>();
    for (int c = 0; c < found.classes().size(); c++) {
      Confusion.ClassScore s = found.classes().get(c);
      rows.add(
          found.confusion().occurs(c)
              ? row(label(c), s.precision(), s.recall(), s.f1(), Html.format("%,d", s.support()))
              : List.of(label(c), "-", "-", "-", "0"));
    }
    rows.add(averages("macro average", found.macro()));
    rows.add(averages("weighted average", found.weighted()));
    return Html.table(List.of("class", "precision", "recall", "F1", "images"), rows);
  }

  private List<String> averages(String what, Confusion.Averages a) {
    return row(what, a.precision(), a.recall(), a.f1(), Html.format("%,d", found.images()));
  }

  private static List<String> row(
      String what, double precision, double recall, double f1, String images) {
    return List.of(what, number(precision, 4), number(recall, 4), number(f1, 4), images);
  }

  private Html calibrationText() {
    return Html.element(
        "p",
        "Where the network says 80 %, it should be right 8 times in 10. The mean gap between what it"
            + " says and how often it is right is "
            + percent(found.calibrationError())
            + " (expected calibration error).");
  }

  private Html gallery() {
    List<Mistake> worst = Mistake.worst(predictions, MISTAKES);
    if (worst.isEmpty()) {
      return Html.element("p", "Every image was recognised.");
    }
    List<Html> figures = worst.stream().map(this::figure).toList();
    return Html.element("div class=gallery", Html.join(figures));
  }

  private Html figure(Mistake m) {
    String title = data.describe(m.index());
    return Html.element(
        "figure",
        Html.join(
            Html.picture(title, m.png(data), 1),
            Html.element(
                "figcaption",
                Html.join(
                    Html.element("b", Html.name(label(m.predicted()))),
                    Html.text(" " + percent(m.confidence())),
                    Html.element(
                        "small",
                        Html.join(
                            Html.text("is"),
                            Html.name(label(m.truth())),
                            Html.text("(" + percent(m.ownProbability()) + ")"))),
                    Html.element("small", Html.name(title))))));
  }

  private static Html facts(Map<String, String> facts) {
    List<List<String>> rows = new ArrayList<>();
    facts.forEach(
        (key, value) -> {
          if (!value.isEmpty()) {
            rows.add(List.of(key, value));
          }
        });
    return Html.element("div class=facts", Html.table(List.of("what", "value"), rows));
  }

  private String label(int c) {
    return data.labels().get(c);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  private static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
