// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How often each class was taken for each, and what follows from that; definitions as in
 * scikit-learn, with 0 where a quotient has nothing to divide by.
 *
 * @param counts images by true class (row) and predicted class (column)
 */
public record Confusion(int[][] counts) {
  /**
   * One class against all others.
   *
   * @param precision share of the images taken for it that are of it
   * @param recall share of its images that were taken for it
   * @param f1 harmonic mean of the two
   * @param support its images
   */
  public record ClassScore(double precision, double recall, double f1, long support) {}

  /** Means over classes of their precision, recall and F1. */
  public record Averages(double precision, double recall, double f1) {}

  /** {@code count} images of class {@code truth} were taken for {@code predicted}. */
  public record Pair(int truth, int predicted, int count) {}

  public static Confusion of(Predictions predictions) {
    int[][] counts = new int[predictions.classes()][predictions.classes()];
    for (int image = 0; image < predictions.images(); image++) {
      counts[predictions.label(image)][predictions.predicted(image)]++;
    }
    return new Confusion(counts);
  }

  public int classes() {
    return counts.length;
  }

  public long images() {
    return sum(c -> support(c));
  }

  public long correct() {
    return sum(c -> counts[c][c]);
  }

  public double accuracy() {
    return (double) correct() / images();
  }

  private long sum(IntToLongFunction of) {
    return IntStream.range(0, classes()).mapToLong(of).sum();
  }

  /** Images of a class. */
  public long support(int c) {
    return sum(p -> counts[c][p]);
  }

  /** Images taken for a class. */
  public long predicted(int c) {
    return sum(t -> counts[t][c]);
  }

  /** Whether any image is of a class or was taken for it; else nothing can be said of the class. */
  public boolean occurs(int c) {
    return support(c) + predicted(c) > 0;
  }

  public ClassScore score(int c) {
    double precision = quotient(counts[c][c], predicted(c));
    double recall = quotient(counts[c][c], support(c));
    double f1 = quotient(2.0 * counts[c][c], predicted(c) + support(c));
    return new ClassScore(precision, recall, f1, support(c));
  }

  /** All classes in order. */
  public List<ClassScore> scores() {
    return IntStream.range(0, classes()).mapToObj(this::score).toList();
  }

  /** Every class counts the same; classes that no image is of or was taken for do not count. */
  public Averages macro() {
    List<ClassScore> seen =
        IntStream.range(0, classes()).filter(this::occurs).mapToObj(this::score).toList();
    return averages(seen, score -> 1);
  }

  /** Every class counts as much as it has images. */
  public Averages weighted() {
    return averages(scores(), ClassScore::support);
  }

  private static Averages averages(List<ClassScore> scores, ToDoubleFunction<ClassScore> weight) {
    return new Averages(
        mean(scores, weight, ClassScore::precision),
        mean(scores, weight, ClassScore::recall),
        mean(scores, weight, ClassScore::f1));
  }

  private static double mean(
      List<ClassScore> scores,
      ToDoubleFunction<ClassScore> weight,
      ToDoubleFunction<ClassScore> of) {
    double weights = scores.stream().mapToDouble(weight).sum();
    return scores.stream().mapToDouble(s -> weight.applyAsDouble(s) * of.applyAsDouble(s)).sum()
        / weights;
  }

  /**
   * Matthews' correlation of truth and prediction for any number of classes (Gorodkin 2004): 1 is
   * perfect, 0 no better than chance; 0 also when only one class is ever true or predicted.
   */
  public double matthews() {
    double n = images();
    double agreement = correct() * n;
    double truths = n * n;
    double guesses = n * n;
    for (int c = 0; c < classes(); c++) {
      agreement -= (double) support(c) * predicted(c);
      truths -= (double) support(c) * support(c);
      guesses -= (double) predicted(c) * predicted(c);
    }
    return quotient(agreement, Math.sqrt(truths * guesses));
  }

  /** The most frequent mistakes, at most {@code most}; equal ones in the order of the classes. */
  public List<Pair> mostConfused(int most) {
    List<Pair> pairs = new ArrayList<>();
    for (int t = 0; t < classes(); t++) {
      for (int p = 0; p < classes(); p++) {
        if (t != p && counts[t][p] > 0) {
          pairs.add(new Pair(t, p, counts[t][p]));
        }
      }
    }
    return pairs.stream()
        .sorted(Comparator.comparingInt(Pair::count).reversed())
        .limit(most)
        .toList();
  }

  private static double quotient(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }
}
