// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * The filter along one axis: for each target position the first source position, the number of
 * source positions and their weights in 22-bit fixed point.
 *
 * <p>When shrinking, the filter widens by the scale, so every source pixel counts (antialiasing).
 * Weights are normalised in double and then rounded half away from zero, as Pillow does.
 */
final class Taps {
  private static final int PRECISION = 22;
  private static final int HALF = 1 << (PRECISION - 1);

  private final int[] first;
  private final int[] count;
  private final int[] weights;

  /** Weights of target {@code t} start at {@code t * stride}. */
  private final int stride;

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

  /** The most source positions that a target position has. */
  int most() {
    return stride;
  }

  /** The last source position of a target position. */
  int last(int target) {
    return first[target] + count[target] - 1;
  }

  /**
   * Sums the lines that a target position is made of and rounds to bytes. Four lines at a time,
   * each an array of its own and without branches: so the compiler makes vector code of it.
   *
   * @param lines the line of a source position
   */
  void sum(int target, IntFunction<int[]> lines, int[] to, int length) {
    int left = count[target];
    int from = first[target];
    int weight = target * stride;
    if (left <= 4) {
      int[] line = lines.apply(from);
      sum(
          line,
          left > 1 ? lines.apply(from + 1) : line,
          left > 2 ? lines.apply(from + 2) : line,
          left > 3 ? lines.apply(from + 3) : line,
          weights[weight],
          left > 1 ? weights[weight + 1] : 0,
          left > 2 ? weights[weight + 2] : 0,
          left > 3 ? weights[weight + 3] : 0,
          to,
          length);
    } else {
      Arrays.fill(to, 0, length, HALF);
      for (; left > 0; left--, weight++, from++) {
        add(lines.apply(from), weights[weight], to, length);
      }
      shift(to, length);
    }
    clip(to, length);
  }

  private static void sum(
      int[] a, int[] b, int[] c, int[] d, int wa, int wb, int wc, int wd, int[] to, int length) {
    for (int i = 0; i < length; i++) {
      to[i] = a[i] * wa + b[i] * wb + c[i] * wc + d[i] * wd + HALF >> PRECISION;
    }
  }

  private static void add(int[] line, int weight, int[] to, int length) {
    for (int i = 0; i < length; i++) {
      to[i] += line[i] * weight;
    }
  }

  private static void shift(int[] to, int length) {
    for (int i = 0; i < length; i++) {
      to[i] = to[i] >> PRECISION;
    }
  }

  private static void clip(int[] to, int length) {
    for (int i = 0; i < length; i++) {
      int high = to[i] | (255 - to[i] >> 31);
      to[i] = high & ~(to[i] >> 31) & 255;
    }
  }
}
