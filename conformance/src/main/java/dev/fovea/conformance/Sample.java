// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.tensor.Draw;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import java.util.Arrays;
import java.util.Comparator;

/** How the elements of an operand are drawn, so that the op is smooth around them. */
public enum Sample {
  /** Uniform in [-1, 1]. */
  ANY(true),
  /** Uniform in [0.5, 1.5], for roots and divisors. */
  POSITIVE(true),
  /** Of either sign, at least 0.1 away from zero, where ReLU has its kink. */
  NONZERO(true),
  /**
   * In [-7.9, 7.9], at least 0.1 away from -6, -3, 0, 3 and 6, where the piecewise functions bend.
   */
  WIDE(true),
  /**
   * A random order of equally spaced numbers in [-1, 1], so that a maximum is never nearly tied.
   */
  DISTINCT(true),
  /** Whole numbers below 3, as class numbers. */
  CLASSES(false),
  /** Rows of positive numbers whose sum is 1, as soft targets. */
  PROBABILITIES(false),
  /** Positive numbers of any sum, as soft targets of weighted images. */
  SHARES(false);

  private final boolean differentiable;

  Sample(boolean differentiable) {
    this.differentiable = differentiable;
  }

  /** Whether the op is differentiated by such an operand. */
  public boolean isDifferentiable() {
    return differentiable;
  }

  /**
   * The tensor that {@code (seed, name)} stands for; f32 values, so that every backend gets the
   * same.
   */
  public Tensor draw(TensorType type, long seed, String name) {
    long stream = Draw.stream(name);
    int n = Math.toIntExact(type.elements());
    if (this == CLASSES) {
      int[] classes = new int[n];
      Arrays.setAll(classes, i -> Draw.below(3, seed, stream, i));
      return Tensor.of(type.shape(), classes);
    }
    double[] u = new double[n];
    Arrays.setAll(u, i -> Draw.uniform(seed, stream, i));
    double[] values = this == DISTINCT ? ranks(u) : u;
    int row = type.dim(-1);
    float[] out = new float[n];
    for (int i = 0; i < n; i++) {
      out[i] =
          (float)
              switch (this) {
                case ANY, DISTINCT, CLASSES -> 2 * values[i] - 1;
                case SHARES -> u[i] / row;
                case POSITIVE -> 0.5 + values[i];
                case WIDE -> wide(values[i]);
                case NONZERO -> values[i] < 0.5 ? -0.1 - 1.8 * values[i] : 1.8 * values[i] - 0.8;
                case PROBABILITIES -> u[i] / sum(u, i / row * row, row);
              };
    }
    return Tensor.of(type.shape(), out);
  }

  /** The place of u in the six pieces of [-7.9, 7.9] that lie between the bends. */
  private static double wide(double u) {
    double[] from = {-7.9, -5.9, -2.9, 0.1, 3.1, 6.1};
    double[] to = {-6.1, -3.1, -0.1, 2.9, 5.9, 7.9};
    int piece = (int) (u * 6);
    return from[piece] + (u * 6 - piece) * (to[piece] - from[piece]);
  }

  /** For each element its place in the sorted order, as a number between 0 and 1. */
  private static double[] ranks(double[] u) {
    Integer[] order = new Integer[u.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> u[i]));
    double[] ranks = new double[u.length];
    for (int rank = 0; rank < order.length; rank++) {
      ranks[order[rank]] = (rank + 0.5) / order.length;
    }
    return ranks;
  }

  private static double sum(double[] u, int from, int length) {
    return Arrays.stream(u, from, from + length).sum();
  }
}
