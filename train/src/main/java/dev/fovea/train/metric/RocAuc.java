// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** Area under the ROC curve: how well a class's probability tells its images from all others. */
final class RocAuc {
  private RocAuc() {}

  /**
   * The mean over classes, each against the rest and each counting the same; classes that no image
   * or every image is of have no curve and do not count.
   *
   * @return 0.5 is chance, 1 perfect; empty when no class has a curve
   */
  static OptionalDouble macro(Predictions predictions) {
    List<Double> areas = new ArrayList<>();
    for (int c = 0; c < predictions.classes(); c++) {
      ofClass(predictions, c).ifPresent(areas::add);
    }
    return areas.stream().mapToDouble(Double::doubleValue).average();
  }

  /**
   * The probability that an image of the class scores above one that is not of it, ties counting
   * half (Mann and Whitney): the area under the curve by the trapezoidal rule.
   */
  static OptionalDouble ofClass(Predictions predictions, int c) {
    int n = predictions.images();
    float[] inside = new float[n];
    float[] all = new float[n];
    int positives = 0;
    for (int image = 0; image < n; image++) {
      // In single precision: the last bits of a double would tell equal scores apart by chance.
      all[image] = (float) predictions.logProbability(image, c);
      if (predictions.label(image) == c) {
        inside[positives++] = all[image];
      }
    }
    if (positives == 0 || positives == n) {
      return OptionalDouble.empty();
    }
    Arrays.sort(all);
    Arrays.sort(inside, 0, positives);
    double ranks = 0;
    int from = 0;
    for (int i = 0; i < positives; ) {
      float score = inside[i];
      while (all[from] < score) {
        from++;
      }
      int to = from;
      while (to < n && all[to] == score) {
        to++;
      }
      int equals = 0;
      for (; i < positives && inside[i] == score; i++) {
        equals++;
      }
      // Ranks from 1; equal scores share the mean of theirs.
      ranks += equals * ((from + 1 + to) / 2.0);
      from = to;
    }
    double pairs = (double) positives * (n - positives);
    return OptionalDouble.of((ranks - positives * (positives + 1.0) / 2) / pairs);
  }
}
