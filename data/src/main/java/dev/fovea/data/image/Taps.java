// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

/**
 * The filter along one axis: for each target position the first source position, the number of
 * source positions and their weights in 22-bit fixed point.
 *
 * <p>When shrinking, the filter widens by the scale, so every source pixel counts (antialiasing).
 * Weights are normalised in double and then rounded half away from zero, as Pillow does.
 */
final class Taps {
  static final int PRECISION = 22;

  final int[] first;
  final int[] count;
  final int[] weights;

  /** Weights of target {@code t} start at {@code t * stride}. */
  final int stride;

  Taps(int source, int target, Resample filter) {
    double scale = (double) source / target;
    double widening = Math.max(scale, 1);
    double support = filter.support() * widening;
    stride = (int) Math.ceil(support) * 2 + 1;
    first = new int[target];
    count = new int[target];
    weights = new int[target * stride];
    double[] row = new double[stride];
    for (int t = 0; t < target; t++) {
      double centre = (t + 0.5) * scale;
      int lo = Math.max(0, (int) (centre - support + 0.5));
      int hi = Math.min(source, (int) (centre + support + 0.5));
      double sum = 0;
      for (int s = lo; s < hi; s++) {
        // Pillow multiplies by the reciprocal; a division would differ in the last bit.
        row[s - lo] = filter.weight((s - centre + 0.5) * (1 / widening));
        sum += row[s - lo];
      }
      first[t] = lo;
      count[t] = hi - lo;
      for (int k = 0; k < hi - lo; k++) {
        double w = (sum == 0 ? row[k] : row[k] / sum) * (1 << PRECISION);
        weights[t * stride + k] = (int) (w < 0 ? w - 0.5 : w + 0.5);
      }
    }
  }
}
