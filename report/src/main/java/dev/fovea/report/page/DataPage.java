// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.page;

import dev.fovea.data.Dataset;
import dev.fovea.data.check.CheckResult;
import dev.fovea.data.check.CheckResult.Copy;
import dev.fovea.data.check.CheckResult.Duplicate;
import dev.fovea.data.check.CheckResult.Named;
import dev.fovea.data.check.CheckResult.Problem;
import dev.fovea.data.check.CheckResult.Range;
import dev.fovea.data.check.CheckResult.Severity;
import dev.fovea.tensor.FoveaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a check of a dataset found, as one HTML file that needs no other and asks nothing of the
 * network.
 *
 * @param place where the data lie, or their name
 * @param found what to show
 * @param parts the datasets that were looked at, for pictures
 */
public record DataPage(String place, CheckResult found, Map<String, Dataset> parts) {
  private static final int SHOWN = 100;
  private static final int GROUPS = 24;
  private static final int COPIES = 4;
  private static final int EXAMPLES = 6;
  private static final int CLASSES = 50;
  private static final int PIXELS = 112;

  /** A page shows every picture at most once a section; more would make it slow to open. */
  private static final String CSS =
      """
      .problem { border-left: 5px solid #d9a400; background: #fdf8e6; padding: 6px 12px; margin: 6px 0; }
      .problem.error { border-color: #c0392b; background: #fbeceb; }
      .problem.fine { border-color: #2e8b57; background: #eaf6ef; }
      .bar { display: grid; grid-template-columns: 160px 1fr 130px; gap: 10px; align-items: center;
        margin: 3px 0; }
      .bar > span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .bar > span:last-child { color: #666; font-variant-numeric: tabular-nums; white-space: nowrap; }
      .track { display: flex; height: 14px; background: #f2f2f2; border-radius: 3px; overflow: hidden; }
      .part0 { background: #3b75af; } .part1 { background: #ef8636; } .part2 { background: #519e3e; }
      .key { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin: 0 5px 0 14px; }
      .strip { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; margin: 6px 0; }
      .strip b { width: 150px; overflow: hidden; text-overflow: ellipsis; }
      .strip img { width: 72px; height: 72px; object-fit: contain; background: #eee; }
      """;

  /** The page's text. */
  public String html() {
    String title = "Check of " + found.name();
    Html body =
        Html.join(
            Html.element("h1", Html.join(Html.text("Check of"), Html.name(found.name()))),
            Html.element("p class=sub", Html.name(place)),
            problems(),
            tiles(),
            Html.section("Classes", keys(), bars()),
            Html.section("Examples", examples()),
            optional("Same images", found.duplicates().isEmpty(), duplicates()),
            optional(
                "Unreadable",
                found.unreadable().isEmpty(),
                lines(found.unreadable().stream().map(Html::text).toList())),
            optional(
                "In no folder of a class",
                found.leftOut().isEmpty(),
                lines(found.leftOut().stream().map(Html::text).toList())),
            named("Tiny images", found.tiny()),
            named("Images of one colour", found.flat()),
            named("Stored unlike the others", found.odd()),
            named("Named like another format", found.misnamed()),
            Html.section("Files", files()));
    return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width\">\n"
        + Html.element("title", title).code()
        + "\n<style>"
        + Style.CSS
        + CSS
        + "</style></head>\n<body>\n"
        + body.code()
        + "\n</body></html>\n";
  }

  private static Html optional(String heading, boolean empty, Html content) {
    return empty ? Html.text("") : Html.section(heading, content);
  }

  private Html problems() {
    List<Html> lines = new ArrayList<>();
    for (Problem problem : found.problems()) {
      boolean error = problem.severity() == Severity.ERROR;
      lines.add(
          Html.element("div class=\"problem" + (error ? " error" : "") + "\"", problem.text()));
    }
    return lines.isEmpty()
        ? Html.element("div class=\"problem fine\"", "Nothing is wrong with these images.")
        : Html.join(lines);
  }

  private Html tiles() {
    List<Html> tiles = new ArrayList<>();
    tiles.add(tile("images", Html.format("%,d", found.images()), partSizes()));
    tiles.add(tile("classes", Html.format("%,d", found.labels().size()), balance()));
    tiles.add(tile("width", text(found.width()), "least, median, most pixels"));
    tiles.add(tile("height", text(found.height()), "least, median, most pixels"));
    tiles.add(tile("colours", found.channels() == 1 ? "grey" : "RGB", modes(found.modes())));
    tiles.add(tile("mean", numbers(found.mean()), "of samples in 0..1, part " + found.measured()));
    tiles.add(tile("std", numbers(found.std()), "for --mean and --std"));
    return Html.element("div class=tiles style=\"margin-top:16px\"", Html.join(tiles));
  }

  private static Html tile(String what, String value, String note) {
    return Html.element(
        "div class=tile",
        Html.join(
            Html.element("span", what),
            Html.element("b style=\"font-size:1.25em\"", value),
            Html.element("small", note)));
  }

  private String partSizes() {
    List<String> sizes = new ArrayList<>();
    found.counts().forEach((part, counts) -> sizes.add(part + " " + sum(counts)));
    return String.join(", ", sizes);
  }

  private String balance() {
    List<Integer> train = found.counts().values().iterator().next();
    return Html.format(
        "of %,d to %,d images",
        train.stream().min(Integer::compare).orElse(0),
        train.stream().max(Integer::compare).orElse(0));
  }

  private static int sum(List<Integer> counts) {
    return counts.stream().mapToInt(Integer::intValue).sum();
  }

  private static String text(Range range) {
    return range.min() == range.max()
        ? String.valueOf(range.min())
        : Html.format("%d \u2013 %d \u2013 %d", range.min(), range.median(), range.max());
  }

  private static String modes(Map<String, Integer> modes) {
    List<String> texts = new ArrayList<>();
    modes.forEach((mode, count) -> texts.add(mode + " " + count));
    return String.join(", ", texts);
  }

  private static String numbers(List<Double> values) {
    return String.join(
        ", ", values.stream().map(v -> String.format(Locale.ROOT, "%.3f", v)).toList());
  }

  private Html keys() {
    List<Html> keys = new ArrayList<>();
    int part = 0;
    for (String name : found.counts().keySet()) {
      keys.add(Html.element("span class=\"key part" + part++ + "\"", ""));
      keys.add(Html.text(name));
    }
    return Html.element("p", Html.join(keys));
  }

  private Html bars() {
    int most = 1;
    for (int c = 0; c < found.labels().size(); c++) {
      int at = c;
      most = Math.max(most, found.counts().values().stream().mapToInt(l -> l.get(at)).sum());
    }
    List<Html> bars = new ArrayList<>();
    for (int c = 0; c < found.labels().size(); c++) {
      List<Html> pieces = new ArrayList<>();
      List<String> numbers = new ArrayList<>();
      int part = 0;
      for (List<Integer> counts : found.counts().values()) {
        String width = String.format(Locale.ROOT, "%.2f", 100.0 * counts.get(c) / most);
        pieces.add(Html.element("div class=part" + part++ + " style=\"width:" + width + "%\"", ""));
        numbers.add(Html.format("%,d", counts.get(c)));
      }
      bars.add(
          Html.element(
              "div class=bar",
              Html.join(
                  Html.element("span", found.labels().get(c)),
                  Html.element("div class=track", Html.join(pieces)),
                  Html.element("span", String.join(" + ", numbers)))));
    }
    return Html.join(bars);
  }

  private Html examples() {
    Dataset first = parts.values().iterator().next();
    List<List<Integer>> indices = new ArrayList<>();
    first.labels().forEach(label -> indices.add(new ArrayList<>()));
    for (int i = 0; i < first.size(); i++) {
      List<Integer> own = indices.get(first.label(i));
      if (own.size() < EXAMPLES) {
        own.add(i);
      }
    }
    List<Html> strips = new ArrayList<>();
    for (int c = 0; c < Math.min(CLASSES, indices.size()); c++) {
      List<Html> pictures = new ArrayList<>(List.of(Html.element("b", first.labels().get(c))));
      indices.get(c).forEach(i -> pictures.add(picture(first, i)));
      strips.add(Html.element("div class=strip", Html.join(pictures)));
    }
    return Html.join(strips);
  }

  private static Html picture(Dataset data, int index) {
    try {
      return Html.picture(data.describe(index), Thumbnail.png(data, index, PIXELS), 1);
    } catch (FoveaException e) {
      return Html.element("small", "unreadable");
    }
  }

  private Html duplicates() {
    List<Html> groups = new ArrayList<>();
    for (Duplicate group : found.duplicates().subList(0, Math.min(GROUPS, size()))) {
      List<Html> pieces = new ArrayList<>();
      for (Copy copy : group.images().subList(0, Math.min(COPIES, group.images().size()))) {
        Html caption =
            Html.join(
                Html.element("b", Html.name(copy.label())),
                Html.text(" " + copy.part()),
                Html.element("small", Html.name(copy.image())));
        Html picture = picture(parts.get(copy.part()), copy.index());
        pieces.add(Html.element("figure", Html.join(picture, Html.element("figcaption", caption))));
      }
      String what =
          (group.acrossClasses() ? "different labels" : "one class")
              + (group.acrossParts() ? ", different parts" : "");
      groups.add(Html.element("p", Html.format("%d times, %s", group.images().size(), what)));
      groups.add(Html.element("div class=gallery", Html.join(pieces)));
    }
    if (size() > GROUPS) {
      groups.add(Html.element("p", Html.format("... and %,d more groups", size() - GROUPS)));
    }
    return Html.join(groups);
  }

  private int size() {
    return found.duplicates().size();
  }

  private static Html lines(List<Html> lines) {
    List<Html> items = new ArrayList<>();
    lines.stream().limit(SHOWN).forEach(line -> items.add(Html.element("li", line)));
    if (lines.size() > SHOWN) {
      items.add(Html.element("li", Html.format("... and %,d more", lines.size() - SHOWN)));
    }
    return Html.element("ul", Html.join(items));
  }

  private static Html named(String heading, List<Named> images) {
    return optional(
        heading,
        images.isEmpty(),
        lines(
            images.stream()
                .map(n -> Html.join(Html.name(n.image()), Html.text(": " + n.what())))
                .toList()));
  }

  private Html files() {
    List<List<String>> rows = new ArrayList<>();
    found.formats().forEach((format, n) -> rows.add(List.of(format, Html.format("%,d", n))));
    found.modes().forEach((mode, n) -> rows.add(List.of(mode, Html.format("%,d", n))));
    rows.add(List.of("turned as EXIF says", Html.format("%,d", found.turned())));
    return Html.table(List.of("format, colours", "images"), rows);
  }
}
