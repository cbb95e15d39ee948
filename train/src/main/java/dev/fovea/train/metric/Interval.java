// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.metric;

/** A range that holds the true value with 95 % confidence. */
public record Interval(double low, double high) {
  /** The normal distribution holds 95 % within so many standard deviations. */
  private static final double Z = 1.959963984540054;

  /**
   * The share that {@code hits} of {@code trials} stand for (Wilson 1927): never outside of 0..1,
   * and no point when all or none are hits.
   */
  public static Interval wilson(long hits, long trials) {
    double p = (double) hits / trials;
    double spread = Z * Z / trials;
    double middle = (p + spread / 2) / (1 + spread);
    double half = Z / (1 + spread) * Math.sqrt(p * (1 - p) / trials + spread / 4 / trials);
    return new Interval(
        hits == 0 ? 0 : Math.max(0, middle - half),
        hits == trials ? 1 : Math.min(1, middle + half));
  }
}
