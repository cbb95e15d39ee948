// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.FoveaException;
import dev.fovea.train.metric.Confusion.ClassScore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Held against scikit-learn's numbers; {@code make_fixtures.py} beside them says how. */
class AssessmentTest {
  private static final double WITHIN = 1e-12;

  /** What a network said, and what follows from it. */
  record Case(String name, Predictions predictions, Map<String, double[]> expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyMetricIsScikitLearns(Case c) {
    Map<String, double[]> found = figures(c.predictions());
    assertThat(c.expected()).hasSizeGreaterThan(15);
    assertThat(found).containsOnlyKeys(c.expected().keySet());
    c.expected()
        .forEach(
            (metric, expected) -> {
              double[] values = found.get(metric);
              assertThat(values).as(metric).hasSameSizeAs(expected);
              for (int i = 0; i < values.length; i++) {
                assertThat(Math.abs(values[i] - expected[i]))
                    .as("%s[%d] is %s, expected %s", metric, i, values[i], expected[i])
                    .isLessThanOrEqualTo(WITHIN * Math.max(1, Math.abs(expected[i])));
              }
            });
  }

  private static Map<String, double[]> figures(Predictions p) {
    Assessment a = Assessment.of(p);
    Map<String, double[]> all = new LinkedHashMap<>();
    all.put("accuracy", new double[] {a.accuracy()});
    all.put("interval", new double[] {a.interval().low(), a.interval().high()});
    all.put(
        "confusion",
        Arrays.stream(a.confusion().counts())
            .flatMapToInt(Arrays::stream)
            .asDoubleStream()
            .toArray());
    all.put("precision", each(a, ClassScore::precision));
    all.put("recall", each(a, ClassScore::recall));
    all.put("f1", each(a, ClassScore::f1));
    all.put("support", each(a, ClassScore::support));
    all.put("macro", new double[] {a.macro().precision(), a.macro().recall(), a.macro().f1()});
    Confusion.Averages w = a.weighted();
    all.put("weighted", new double[] {w.precision(), w.recall(), w.f1()});
    all.put("matthews", new double[] {a.matthews()});
    all.put("logLoss", new double[] {a.loss()});
    all.put("brier", new double[] {a.brier()});
    if (a.rocAuc() != null) {
      all.put("rocAuc", new double[] {a.rocAuc()});
    }
    for (int k = 2; k <= 3 && k < p.classes(); k++) {
      all.put("top" + k, new double[] {p.topAccuracy(k)});
    }
    var bins = a.calibration().bins().stream().filter(b -> b.images() > 0).toList();
    all.put("binAccuracy", bins.stream().mapToDouble(Calibration.Bin::accuracy).toArray());
    all.put("binConfidence", bins.stream().mapToDouble(Calibration.Bin::confidence).toArray());
    all.put("binImages", bins.stream().mapToDouble(Calibration.Bin::images).toArray());
    all.put("calibrationError", new double[] {a.calibrationError()});
    return all;
  }

  private static double[] each(Assessment a, ToDoubleFunction<ClassScore> value) {
    return a.classes().stream().mapToDouble(value).toArray();
  }

  static Stream<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                AssessmentTest.class.getResourceAsStream("metrics.txt"), StandardCharsets.UTF_8))) {
      Draft draft = null;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ");
        if (words[0].equals("case")) {
          if (draft != null) {
            cases.add(draft.done());
          }
          draft = new Draft(words[1], Integer.parseInt(words[2]));
        } else {
          draft.add(words);
        }
      }
      cases.add(draft.done());
    }
    assertThat(cases).hasSize(14);
    return cases.stream();
  }

  /** A case while it is read. */
  private record Draft(
      String name,
      int classes,
      List<Integer> labels,
      List<Float> logits,
      Map<String, double[]> figures) {
    Draft(String name, int classes) {
      this(name, classes, new ArrayList<>(), new ArrayList<>(), new LinkedHashMap<>());
    }

    void add(String[] words) {
      String[] numbers = Arrays.copyOfRange(words, 1, words.length);
      if (Character.isDigit(words[0].charAt(0))) {
        labels.add(Integer.parseInt(words[0]));
        Arrays.stream(numbers).map(Float::valueOf).forEach(logits::add);
      } else {
        double[] values = Arrays.stream(numbers).mapToDouble(Double::parseDouble).toArray();
        figures.put(words[0], values);
      }
    }

    Case done() {
      float[] scores = new float[logits.size()];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = logits.get(i);
      }
      int[] truth = labels.stream().mapToInt(Integer::intValue).toArray();
      return new Case(name, new Predictions(scores, truth, classes), figures);
    }
  }

  @Test
  void scoresThatAreNoNumbersAreRefusedWithTheirImage() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new Predictions(new float[] {1, 2, 3, bad}, new int[2], 2))
          .isInstanceOf(FoveaException.class)
          .hasMessageStartingWith("image 1: the network's scores are not finite");
    }
    float least = Float.NEGATIVE_INFINITY;
    assertThatThrownBy(() -> new Predictions(new float[] {least, least}, new int[1], 2))
        .hasMessageContaining("not finite");
    assertThat(new Predictions(new float[] {least, 0}, new int[1], 2).probability(0, 0)).isZero();
  }

  @Test
  void sizesAndLabelsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> new Predictions(new float[5], new int[2], 2))
        .hasMessage("5 scores for 2 images of 2 classes; expected one for each image and class");
    assertThatThrownBy(() -> new Predictions(new float[0], new int[0], 2))
        .isInstanceOf(FoveaException.class);
    assertThatThrownBy(() -> new Predictions(new float[4], new int[] {0, 2}, 2))
        .hasMessage("image 1 has label 2, expected 0 to 1");
  }

  @Test
  void theLargestMistakesComeFirst() {
    Confusion confusion = new Confusion(new int[][] {{5, 2, 0}, {7, 1, 2}, {0, 0, 3}});
    assertThat(confusion.mostConfused(3))
        .containsExactly(
            new Confusion.Pair(1, 0, 7), new Confusion.Pair(0, 1, 2), new Confusion.Pair(1, 2, 2));
    assertThat(confusion.mostConfused(1)).hasSize(1);
  }
}
