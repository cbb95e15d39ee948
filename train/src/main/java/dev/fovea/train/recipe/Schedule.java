// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

/** The learning rate over time; a pure function, so that a resumed run finds its place. */
@FunctionalInterface
public interface Schedule {
  /**
   * The learning rate of a step.
   *
   * @param step steps taken before it, over all epochs
   * @param steps steps of the whole run
   */
  double lr(long step, long steps);

  static Schedule constant(double lr) {
    return (step, steps) -> lr;
  }
}
