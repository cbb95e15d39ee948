// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.metric;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a network is as often right as it says: images sorted into bins by the probability of the
 * predicted class (Guo et al. 2017).
 *
 * @param bins of equal width, from 0 to 1; those without images too
 */
public record Calibration(List<Bin> bins) {
  /** Bins that the published figures use. */
  public static final int BINS = 15;

  /**
   * Images whose confidence lies above {@code from} and up to {@code to}.
   *
   * @param confidence its mean; 0 without images
   * @param accuracy share of these images that were right; 0 without images
   */
  public record Bin(double from, double to, long images, double confidence, double accuracy) {}

  public Calibration {
    bins = List.copyOf(bins);
  }

  public static Calibration of(Predictions predictions) {
    long[] images = new long[BINS];
    long[] correct = new long[BINS];
    double[] confidence = new double[BINS];
    for (int i = 0; i < predictions.images(); i++) {
      int predicted = predictions.predicted(i);
      double p = predictions.probability(i, predicted);
      int bin = Math.max(0, Math.min(BINS - 1, (int) Math.ceil(p * BINS) - 1));
      images[bin]++;
      confidence[bin] += p;
      correct[bin] += predicted == predictions.label(i) ? 1 : 0;
    }
    List<Bin> bins = new ArrayList<>();
    for (int b = 0; b < BINS; b++) {
      long n = Math.max(1, images[b]);
      bins.add(
          new Bin(
              (double) b / BINS,
              (b + 1.0) / BINS,
              images[b],
              confidence[b] / n,
              (double) correct[b] / n));
    }
    return new Calibration(bins);
  }

  /** Expected calibration error: the mean over images of their bin's gap, 0 to 1. */
  public double error() {
    long all = bins.stream().mapToLong(Bin::images).sum();
    return bins.stream()
        .mapToDouble(b -> b.images() * Math.abs(b.accuracy() - b.confidence()) / all)
        .sum();
  }
}
