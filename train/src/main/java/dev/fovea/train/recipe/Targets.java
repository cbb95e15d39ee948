// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.data.loader.Batch;
import java.util.List;

/**
 * What the loss compares with (notes T48, T49): {@code t[n,c] = w[c] ((1 - smoothing) y[n,c] +
 * smoothing / C)}, y being 1 at the image's class, or shared out where images are mixed; all
 * divided by the mean weight of the batch's classes, as PyTorch's cross-entropy does.
 *
 * @param smoothing share spread evenly over all classes (Szegedy et al. 2016); 0 for none
 * @param weights one a class; empty for 1 each
 */
public record Targets(double smoothing, List<Double> weights) {
  public static final Targets PLAIN = new Targets(0, List.of());

  public Targets {
    weights = List.copyOf(weights);
    check(
        smoothing >= 0 && smoothing < 1,
        "labelSmoothing must be from 0 to below 1, was %s",
        smoothing);
    for (double w : weights) {
      check(w >= 0 && w < 1e30, "classWeights must be 0 or more, was %s", weights);
    }
    check(
        weights.isEmpty() || weights.stream().anyMatch(w -> w > 0),
        "classWeights are all 0, so there is nothing to learn");
  }

  /** Whether class numbers say it all. */
  boolean isPlain() {
    return smoothing == 0 && weights.isEmpty();
  }

  /** Throws unless the weights are as many as there are classes. */
  public void checkFits(int classes, String dataset) {
    check(
        weights.isEmpty() || weights.size() == classes,
        "classWeights has %d numbers, %s has %d classes",
        weights.size(),
        dataset,
        classes);
  }

  /**
   * Writes the targets of a batch.
   *
   * @param into [N,C] for the batch's N images
   */
  public void encode(Batch batch, int classes, float[] into) {
    double weight = sum(batch);
    // All weights of a batch may be 0; then it teaches nothing.
    encode(batch, classes, into, weight == 0 ? 0 : batch.size() / weight);
  }

  /**
   * Writes the targets of a batch that is only a part of what the mean is taken over: not divided
   * by the batch's own mean weight, but by the largest weight there is, so that nothing overflows.
   *
   * @param into [N,C] for the batch's N images
   */
  public void encodePart(Batch batch, int classes, float[] into) {
    encode(batch, classes, into, 1 / largest());
  }

  /** What a batch counts for as a part of several: its weights by the largest one, summed. */
  public double weight(Batch batch) {
    return sum(batch) / largest();
  }

  private double largest() {
    return weights.stream().mapToDouble(w -> w).max().orElse(1);
  }

  private double sum(Batch batch) {
    double weight = 0;
    for (int n = 0; n < batch.size(); n++) {
      double share = batch.shares()[n];
      weight += share * of(batch.labels()[n]) + (1 - share) * of(batch.others()[n]);
    }
    return weight;
  }

  private void encode(Batch batch, int classes, float[] into, double scale) {
    for (int n = 0; n < batch.size(); n++) {
      for (int c = 0; c < classes; c++) {
        double own = c == batch.labels()[n] ? batch.shares()[n] : 0;
        double other = c == batch.others()[n] ? 1 - batch.shares()[n] : 0;
        double y = (1 - smoothing) * (own + other) + smoothing / classes;
        into[n * classes + c] = (float) (scale * of(c) * y);
      }
    }
  }

  private double of(int label) {
    return weights.isEmpty() ? 1 : weights.get(label);
  }
}
