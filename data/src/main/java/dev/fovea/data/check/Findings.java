// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.check;

import dev.fovea.data.check.CheckResult.Copy;
import dev.fovea.data.check.CheckResult.Duplicate;
import dev.fovea.data.check.CheckResult.Named;
import dev.fovea.data.check.CheckResult.Problem;
import dev.fovea.data.check.CheckResult.Range;
import dev.fovea.data.check.CheckResult.Severity;
import dev.fovea.data.listing.Part;
import dev.fovea.tensor.FoveaException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** From what is known of each image to what is to be said of all. */
record Findings(String name, List<String> labels, List<String> parts, int tiny) {
  /** A mode that fewer images have than this share is odd. */
  private static final double ODD = 0.05;

  /** The part of data that have none yet. */
  private static final String ALL = "all";

  /** Sizes of classes that differ by more are worth a warning. */
  private static final int IMBALANCE = 10;

  CheckResult of(List<Facts> all, List<String> leftOut) {
    List<Facts> good = all.stream().filter(f -> f.problem() == null).toList();
    List<String> unreadable =
        all.stream().filter(f -> f.problem() != null).map(Facts::problem).toList();
    FoveaException.check(
        !good.isEmpty(),
        "none of the %d images of %s can be read, the first because: %s",
        all.size(),
        name,
        unreadable.isEmpty() ? "there is none" : unreadable.get(0));
    Map<String, Integer> modes = count(good, Facts::mode);
    Map<String, Integer> formats = count(good, Facts::format);
    formats.remove("");
    List<Duplicate> duplicates = duplicates(good);
    int channels = good.stream().mapToInt(Facts::channels).max().orElseThrow();
    String measured = good.get(0).part();
    List<Facts> learnt = good.stream().filter(f -> f.part().equals(measured)).toList();
    List<Double> mean = new ArrayList<>();
    List<Double> std = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      int channel = c;
      double m = learnt.stream().mapToDouble(f -> f.means()[channel]).average().orElseThrow();
      double s = learnt.stream().mapToDouble(f -> f.squares()[channel]).average().orElseThrow();
      mean.add(m);
      std.add(Math.sqrt(Math.max(0, s - m * m)));
    }
    List<Named> small =
        named(good, f -> Math.min(f.width(), f.height()) < tiny, f -> f.width() + "x" + f.height());
    List<Named> flat = named(good, Facts::flat, f -> "one colour only");
    List<Named> misnamed = named(good, Facts::misnamed, f -> "is " + f.format());
    List<Named> odd = named(good, f -> modes.get(f.mode()) < ODD * good.size(), Facts::mode);
    Map<String, List<Integer>> counts = counts(good);
    CheckResult result =
        new CheckResult(
            name,
            labels,
            good.size(),
            counts,
            unreadable,
            duplicates,
            small,
            flat,
            misnamed,
            leftOut,
            (int) good.stream().filter(Facts::turned).count(),
            formats,
            modes,
            odd,
            range(good, Facts::width),
            range(good, Facts::height),
            channels,
            measured,
            mean,
            std,
            new ArrayList<>());
    result.problems().addAll(problems(result));
    return result;
  }

  private static Map<String, Integer> count(List<Facts> facts, Function<Facts, String> by) {
    return facts.stream()
        .collect(Collectors.groupingBy(by, TreeMap::new, Collectors.summingInt(f -> 1)));
  }

  private static List<Named> named(
      List<Facts> facts, Predicate<Facts> which, Function<Facts, String> what) {
    return facts.stream().filter(which).map(f -> new Named(f.name(), what.apply(f))).toList();
  }

  private Map<String, List<Integer>> counts(List<Facts> good) {
    Map<String, List<Integer>> counts = new LinkedHashMap<>();
    for (String part : parts) {
      int[] own = new int[labels.size()];
      good.stream().filter(f -> f.part().equals(part)).forEach(f -> own[f.label()]++);
      counts.put(part, Arrays.stream(own).boxed().toList());
    }
    return counts;
  }

  private static Range range(List<Facts> good, ToIntFunction<Facts> side) {
    int[] sorted = good.stream().mapToInt(side).sorted().toArray();
    return new Range(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
  }

  private List<Duplicate> duplicates(List<Facts> good) {
    Map<String, List<Facts>> groups =
        good.stream()
            .collect(Collectors.groupingBy(Facts::digest, LinkedHashMap::new, Collectors.toList()));
    List<Duplicate> duplicates = new ArrayList<>();
    for (List<Facts> group : groups.values()) {
      if (group.size() > 1) {
        duplicates.add(
            new Duplicate(
                group.stream()
                    .map(f -> new Copy(f.name(), f.part(), labels.get(f.label()), f.index()))
                    .toList(),
                group.stream().map(Facts::part).distinct().count() > 1,
                group.stream().map(Facts::label).distinct().count() > 1));
      }
    }
    duplicates.sort(
        Comparator.comparing(Duplicate::acrossClasses)
            .thenComparing(Duplicate::acrossParts)
            .reversed());
    return duplicates;
  }

  private List<Problem> problems(CheckResult r) {
    List<Problem> problems = new ArrayList<>(missing(r));
    error(
        problems,
        r.unreadable().size(),
        "cannot be read: %s; repair or remove them"
            + (isEnough(r) ? ", or train with --on-bad-image skip" : ""));
    same(
        problems,
        Severity.ERROR,
        r.duplicates().stream().filter(Duplicate::acrossClasses).toList(),
        "the same under different labels: %s; at least one label of each group is wrong");
    same(
        problems,
        Severity.ERROR,
        r.duplicates().stream().filter(Duplicate::acrossParts).toList(),
        "the same in more than one part: %s; a test would ask what was learnt by heart");
    for (int label = 0; label < labels.size(); label++) {
      int at = label;
      r.counts()
          .forEach(
              (part, counts) -> {
                if (counts.get(at) == 0) {
                  boolean train = part.equals(Part.TRAIN.toString()) || r.counts().size() == 1;
                  problems.add(
                      new Problem(
                          train ? Severity.ERROR : Severity.WARNING,
                          "class %s has no image in part %s".formatted(labels.get(at), part)));
                }
              });
    }
    same(
        problems,
        Severity.WARNING,
        r.duplicates().stream().filter(d -> !d.acrossParts() && !d.acrossClasses()).toList(),
        "the same again in one part and class: %s"
            + (parts.size() == 1 ? "; copies may come to lie in training and test" : ""));
    List<Integer> train = r.counts().values().iterator().next();
    int most = train.stream().max(Integer::compare).orElseThrow();
    int least = train.stream().min(Integer::compare).orElseThrow();
    if (most > IMBALANCE * Math.max(1, least)) {
      problems.add(
          new Problem(
              Severity.WARNING,
              "classes are unbalanced: %s has %d images, %s has %d; --class-weights can make up for it"
                  .formatted(
                      labels.get(train.indexOf(most)),
                      most,
                      labels.get(train.indexOf(least)),
                      least)));
    }
    warning(problems, r.leftOut().size(), "in no folder of a class, so training leaves out: %s");
    warning(problems, r.tiny().size(), "with a side below " + tiny + " pixels: %s");
    warning(problems, r.flat().size(), "of one colour only: %s");
    warning(problems, r.odd().size(), "stored in a way that few others are: %s");
    warning(problems, r.misnamed().size(), "named like another format than theirs: %s");
    problems.sort(Comparator.comparing(Problem::severity));
    return problems;
  }

  /** Whether training can begin without what cannot be read: that leaves no part or class empty. */
  private boolean isEnough(CheckResult r) {
    return r.counts().values().stream().allMatch(part -> part.stream().anyMatch(n -> n > 0))
        && IntStream.range(0, labels.size())
            .allMatch(label -> r.counts().values().stream().anyMatch(part -> part.get(label) > 0));
  }

  /** What training cannot begin without. */
  private List<Problem> missing(CheckResult r) {
    List<String> texts = new ArrayList<>();
    if (labels.size() < 2) {
      texts.add(
          "there is one class only, %s; at least two are needed to tell apart".formatted(labels));
    }
    if (parts.contains(ALL)) {
      if (r.counts().get(ALL).stream().allMatch(count -> count <= 1)) {
        texts.add("no class has more than one image, so none can be held out for the test");
      }
    } else if (!parts.contains(Part.TRAIN.toString())) {
      texts.add("there is no part train, only %s; nothing is there to learn from".formatted(parts));
    } else if (parts.size() == 1) {
      texts.add("there is no part test or val beside train; nothing is there to be judged by");
    }
    return texts.stream().map(text -> new Problem(Severity.ERROR, text)).toList();
  }

  private static void error(List<Problem> problems, int count, String text) {
    add(problems, Severity.ERROR, count, text);
  }

  private static void warning(List<Problem> problems, int count, String text) {
    add(problems, Severity.WARNING, count, text);
  }

  private static void add(List<Problem> problems, Severity severity, int count, String text) {
    if (count > 0) {
      problems.add(new Problem(severity, text.formatted(counted(count, "image"))));
    }
  }

  private static void same(
      List<Problem> problems, Severity severity, List<Duplicate> groups, String text) {
    if (!groups.isEmpty()) {
      int images = groups.stream().mapToInt(group -> group.images().size()).sum();
      String many = counted(images, "image") + " in " + counted(groups.size(), "group");
      problems.add(new Problem(severity, text.formatted(many)));
    }
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
