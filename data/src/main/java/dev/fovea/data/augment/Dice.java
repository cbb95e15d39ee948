// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

import dev.fovea.tensor.Draw;

/**
 * Random numbers for one image in one epoch, one after the other. Not shared between threads; who
 * needs draws that do not move when others come and go asks for dice of its own.
 */
public final class Dice {
  private static final long STREAM = 0x4155_474DL << 32;
  private static final long EVERY_EPOCH = 0x414C_4C45L << 32;

  private final long seed;
  private final int epoch;
  private final int index;
  private final long start;
  private long counter;

  private Dice(long seed, int epoch, int index, long start) {
    this.seed = seed;
    this.epoch = epoch;
    this.index = index;
    this.start = start;
  }

  /**
   * Dice for an image.
   *
   * @param epoch from 0
   * @param index where the image stands in its dataset
   */
  public static Dice of(long seed, int epoch, int index) {
    return new Dice(seed, epoch, index, Draw.bits(seed, STREAM + epoch, index));
  }

  /** Dice of the same image and epoch for one purpose. */
  Dice purpose(int number) {
    return new Dice(seed, epoch, index, Draw.bits(start, number, 0));
  }

  /** From 0. */
  int epoch() {
    return epoch;
  }

  /** A coin that falls for this image as in every other epoch. */
  boolean lastingCoin() {
    return Draw.bits(seed, EVERY_EPOCH, index) < 0;
  }

  /** Uniform in [0, 1). */
  double uniform() {
    return Draw.uniform(start, counter++);
  }

  /** Uniform in [low, high). */
  double uniform(double low, double high) {
    return low + (high - low) * uniform();
  }

  /** Uniform among the whole numbers from low to high, both included. */
  int whole(int low, int high) {
    return low + (int) (uniform() * (high - low + 1));
  }

  /** True with that probability. */
  boolean chance(double probability) {
    return uniform() < probability;
  }

  /** Standard normal. */
  double normal() {
    double u = 1 - uniform();
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * uniform());
  }

  /** Beta(alpha, alpha), as the share of one of two equal gamma variates. */
  double beta(double alpha) {
    double a = gamma(alpha);
    double b = gamma(alpha);
    // Both underflow for tiny alpha, where the law is a coin.
    return a + b > 0 ? a / (a + b) : chance(0.5) ? 1 : 0;
  }

  /** Gamma of that shape, by Marsaglia and Tsang 2000. */
  private double gamma(double shape) {
    if (shape < 1) {
      return gamma(shape + 1) * Math.pow(1 - uniform(), 1 / shape);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = normal();
      double v = Math.pow(1 + c * x, 3);
      double u = 1 - uniform();
      if (v > 0 && Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
        return d * v;
      }
    }
  }
}
