// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.data;

import dev.fovea.cli.console.Output;
import dev.fovea.cli.console.Table;
import dev.fovea.cli.console.Units;
import dev.fovea.cli.console.UsageException;
import dev.fovea.cli.option.DataOptions;
import dev.fovea.cli.option.Threads;
import dev.fovea.data.Dataset;
import dev.fovea.data.DatasetSplits;
import dev.fovea.data.check.CheckResult;
import dev.fovea.data.check.CheckResult.Duplicate;
import dev.fovea.data.check.CheckResult.Named;
import dev.fovea.data.check.CheckResult.Problem;
import dev.fovea.data.check.CheckResult.Severity;
import dev.fovea.data.check.DataCheck;
import dev.fovea.data.listing.ImageList;
import dev.fovea.report.page.DataPage;
import dev.fovea.train.file.AtomicFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea data check}: what is wrong with a dataset. */
@Command(
    name = "check",
    header = "Look at every image of a dataset and say what is wrong.",
    description = {
      "Finds images that cannot be read, the same images twice (also across training and test, and"
          + " under different labels), tiny ones, ones of one colour, ones stored unlike the others;"
          + " tells the balance of classes, and mean and standard deviation.",
      "The exit code is 1 when something must be put right before results can be trusted."
    })
public final class CheckCommand implements Callable<Integer> {
  private static final int SHOWN = 8;
  private static final int CLASSES = 30;

  @Mixin private Output output;
  @Mixin private Threads threads;

  @Parameters(
      paramLabel = "DATA",
      description =
          "A folder of images, a folder a class; a CSV file with the columns path,label[,split]; or"
              + " the name of a dataset.")
  private String data;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Read the files of a named dataset here instead of fetching them.")
  private Path folder;

  @Option(
      names = "--tiny",
      paramLabel = "N",
      defaultValue = "16",
      description = "Images with a side below N pixels are tiny; default: 16.")
  private int tiny;

  @Option(names = "--html", paramLabel = "FILE", description = "Write a page with pictures, too.")
  private Path html;

  @Override
  public Integer call() {
    UsageException.require(tiny >= 1, "--tiny is %d, expected at least 1", tiny);
    int budget = threads.count();
    String place = DataOptions.known(data);
    DataCheck check = check(place, budget);
    CheckResult found = check.run();
    // Before the page, which may fail: looking at all images took long.
    output.print(() -> found, out -> print(found, out));
    if (html != null) {
      AtomicFile.write(html, new DataPage(place, found, check.parts()).html());
      if (!output.json()) {
        output.line("page: " + html);
      }
    }
    return found.hasErrors() ? 1 : 0;
  }

  private DataCheck check(String place, int budget) {
    Map<String, Dataset> parts = new LinkedHashMap<>();
    DataOptions.checkFolder(place, Optional.ofNullable(folder));
    if (ImageList.isPlace(place)) {
      ImageList list = ImageList.read(Path.of(place));
      parts.putAll(list.parts());
      return new DataCheck(parts, list.leftOut(Path.of(place)), tiny, budget, output::note);
    }
    DatasetSplits splits = DataOptions.open(place, Optional.ofNullable(folder), output::note);
    parts.put("train", splits.train());
    splits.validation().ifPresent(part -> parts.put("val", part));
    parts.put("test", splits.test());
    return new DataCheck(parts, tiny, budget, output::note);
  }

  private void print(CheckResult r, PrintWriter out) {
    out.println(
        "%s: %s images in %d classes, %s, %s x %s pixels"
            .formatted(
                r.name(),
                Units.count(r.images()),
                r.labels().size(),
                r.channels() == 1 ? "grey" : "RGB",
                range(r.width()),
                range(r.height())));
    out.println(
        "mean %s, std %s of samples in 0..1, part %s"
            .formatted(numbers(r.mean()), numbers(r.std()), r.measured()));
    if (!r.formats().isEmpty()) {
      out.println("files: " + text(r.formats()) + "; stored as " + text(r.modes()));
    }
    out.println();
    classes(r, out);
    out.println();
    r.unreadable().stream().limit(SHOWN).forEach(line -> out.println("unreadable: " + line));
    more(out, r.unreadable().size(), "unreadable images");
    r.duplicates().stream().limit(SHOWN).forEach(group -> out.println(line(group)));
    more(out, r.duplicates().size(), "groups of the same image");
    r.leftOut().stream().limit(SHOWN).forEach(file -> out.println("left out: " + file));
    more(out, r.leftOut().size(), "images left out");
    named(out, "tiny", r.tiny());
    named(out, "one colour", r.flat());
    named(out, "odd", r.odd());
    named(out, "misnamed", r.misnamed());
    for (Problem problem : r.problems()) {
      out.println(
          (problem.severity() == Severity.ERROR ? "ERROR    " : "warning  ") + problem.text());
    }
    if (r.problems().isEmpty()) {
      out.println("nothing is wrong with these images");
    }
  }

  private static void classes(CheckResult r, PrintWriter out) {
    List<String> headers = new ArrayList<>(List.of("class"));
    r.counts().keySet().forEach(part -> headers.add(">" + part));
    Table table = new Table(headers.toArray(String[]::new));
    for (int c = 0; c < Math.min(CLASSES, r.labels().size()); c++) {
      int at = c;
      List<Object> row = new ArrayList<>(List.of(r.labels().get(c)));
      r.counts().values().forEach(counts -> row.add(counts.get(at)));
      table.row(row.toArray());
    }
    table.print(out);
    if (r.labels().size() > CLASSES) {
      out.println("... and %d more; --json has all".formatted(r.labels().size() - CLASSES));
    }
  }

  private static String line(Duplicate group) {
    List<String> images =
        group.images().stream()
            .limit(3)
            .map(i -> "%s (%s, %s)".formatted(i.image(), i.label(), i.part()))
            .toList();
    int left = group.images().size() - images.size();
    return "same image: " + String.join(" = ", images) + (left > 0 ? " and " + left + " more" : "");
  }

  private static void named(PrintWriter out, String what, List<Named> images) {
    images.stream()
        .limit(SHOWN)
        .forEach(i -> out.println(what + ": " + i.image() + ", " + i.what()));
    more(out, images.size(), what + " images");
  }

  private static void more(PrintWriter out, int count, String what) {
    if (count > SHOWN) {
      out.println("... and %d more %s; --json has all".formatted(count - SHOWN, what));
    }
  }

  private static String range(CheckResult.Range r) {
    return r.min() == r.max() ? String.valueOf(r.min()) : r.min() + " to " + r.max();
  }

  private static String numbers(List<Double> values) {
    return String.join(", ", values.stream().map(v -> Units.decimal(v, 4)).toList());
  }

  private static String text(Map<String, Integer> counts) {
    List<String> texts = new ArrayList<>();
    counts.forEach((what, n) -> texts.add(Units.count(n) + " " + what));
    return String.join(", ", texts);
  }
}
