// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.page;

import dev.fovea.data.Dataset;
import dev.fovea.train.metric.Predictions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An image that the network took for something else.
 *
 * @param index place in the dataset
 * @param truth its class
 * @param predicted the class it was taken for
 * @param confidence probability of that class
 * @param ownProbability probability of the true class
 */
record Mistake(int index, int truth, int predicted, double confidence, double ownProbability) {
  /** Larger pictures are made smaller: a page holds two dozen of them. */
  private static final int LARGEST = 128;

  /** The mistakes that the network was surest of. */
  static List<Mistake> worst(Predictions predictions, int most) {
    return IntStream.range(0, predictions.images())
        .filter(i -> predictions.predicted(i) != predictions.label(i))
        .mapToObj(i -> of(predictions, i))
        .sorted(Comparator.comparingDouble(Mistake::confidence).reversed())
        .limit(most)
        .toList();
  }

  private static Mistake of(Predictions p, int i) {
    int truth = p.label(i);
    int predicted = p.predicted(i);
    return new Mistake(i, truth, predicted, p.probability(i, predicted), p.probability(i, truth));
  }

  /** The image as PNG, at most 128 pixels on its longer side. */
  byte[] png(Dataset data) {
    return Thumbnail.png(data, index, LARGEST);
  }
}
