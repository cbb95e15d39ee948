// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.metric;

import static dev.fovea.tensor.FoveaException.check;

/**
 * What a network said about every image of a dataset, and what is true: the material of all other
 * metrics. Holds logits as the network gave them, so that the likeliest class is the one that was
 * counted while training.
 */
public final class Predictions {
  private final float[] logits;
  private final int[] labels;
  private final int classes;
  private final double[] logSums;

  /**
   * Takes the arrays over without copying.
   *
   * @param logits {@code [images, classes]}; log-probabilities are logits too
   * @param labels the true class of each image
   * @throws dev.fovea.tensor.FoveaException naming the image when a label is out of range, or when
   *     logits hold NaN or plus infinity and so give no probabilities
   */
  public Predictions(float[] logits, int[] labels, int classes) {
    check(
        labels.length > 0 && classes > 0 && logits.length == (long) labels.length * classes,
        "%d scores for %d images of %d classes; expected one for each image and class",
        logits.length,
        labels.length,
        classes);
    this.logits = logits;
    this.labels = labels;
    this.classes = classes;
    this.logSums = new double[labels.length];
    for (int image = 0; image < labels.length; image++) {
      check(
          labels[image] >= 0 && labels[image] < classes,
          "image %d has label %d, expected 0 to %d",
          image,
          labels[image],
          classes - 1);
      logSums[image] = logSum(image);
      check(
          Double.isFinite(logSums[image]),
          "image %d: the network's scores are not finite, so its weights are of no use",
          image);
    }
  }

  /** {@code log(sum_c exp(x_c))}, without overflow. */
  private double logSum(int image) {
    double most = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      most = Math.max(most, logits[image * classes + c]);
    }
    double total = 0;
    for (int c = 0; c < classes; c++) {
      total += Math.exp(logits[image * classes + c] - most);
    }
    return most + Math.log(total);
  }

  public int images() {
    return labels.length;
  }

  public int classes() {
    return classes;
  }

  /** The true class. */
  public int label(int image) {
    return labels[image];
  }

  /** The class with the largest logit, the first of equals. */
  public int predicted(int image) {
    return Logits.argmax(logits, image, classes);
  }

  /** Softmax of the logits, 0 to 1. */
  public double probability(int image, int c) {
    return Math.exp(logProbability(image, c));
  }

  /** Its natural logarithm; finite unless the logit is minus infinity. */
  public double logProbability(int image, int c) {
    return logits[image * classes + c] - logSums[image];
  }

  /**
   * The place of the true class among all by falling logit, from 0; of equals the first comes
   * first, so place 0 means {@link #predicted}. (scikit-learn's top-k puts the last one first.)
   */
  public int rankOfLabel(int image) {
    int at = image * classes;
    int label = labels[image];
    int rank = 0;
    for (int c = 0; c < classes; c++) {
      boolean before = logits[at + c] > logits[at + label];
      rank += before || (c < label && logits[at + c] == logits[at + label]) ? 1 : 0;
    }
    return rank;
  }

  /** Share of images whose true class is among the {@code k} likeliest. */
  public double topAccuracy(int k) {
    long hits = 0;
    for (int image = 0; image < labels.length; image++) {
      hits += rankOfLabel(image) < k ? 1 : 0;
    }
    return (double) hits / labels.length;
  }

  /** Mean of {@code -log p(label)}: cross-entropy, negative log likelihood. */
  public double logLoss() {
    double sum = 0;
    for (int image = 0; image < labels.length; image++) {
      sum -= logProbability(image, labels[image]);
    }
    return sum / labels.length;
  }

  /**
   * Mean of {@code sum_c (p_c - y_c)^2}, y being 1 at the label and 0 elsewhere (Brier 1950): 0 is
   * perfect, 2 the worst.
   */
  public double brier() {
    double sum = 0;
    for (int image = 0; image < labels.length; image++) {
      for (int c = 0; c < classes; c++) {
        double miss = probability(image, c) - (c == labels[image] ? 1 : 0);
        sum += miss * miss;
      }
    }
    return sum / labels.length;
  }
}
