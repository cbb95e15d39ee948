// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

/**
 * Whole numbers from products and quotients of fractions a user wrote. 0.3 / 0.1 is a little below
 * 3 in doubles and 0.55 * 100 a little above 55; what is that near to a whole number is it.
 */
final class Rounding {
  private static final double NEAR = 1e-9;

  private Rounding() {}

  /** The largest whole number that is not above x, or not by more than rounding. */
  static long floor(double x) {
    return (long) Math.floor(near(x));
  }

  /** The smallest whole number that is not below x, or not by more than rounding. */
  static long ceil(double x) {
    return (long) Math.ceil(near(x));
  }

  private static double near(double x) {
    double whole = Math.rint(x);
    return Math.abs(x - whole) <= NEAR * Math.max(1, Math.abs(x)) ? whole : x;
  }
}
