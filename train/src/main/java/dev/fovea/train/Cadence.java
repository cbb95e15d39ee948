// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.train.state.Position;

/**
 * Which steps end with an update of the weights: every so many, and the last of an epoch, so that
 * no gradient waits over an evaluation.
 *
 * @param group steps whose gradients make one update
 * @param steps steps of an epoch
 */
record Cadence(int group, int steps) {
  /** Updates in an epoch. */
  int updates() {
    return (steps + group - 1) / group;
  }

  /** Updates taken before the one that the step at {@code position} belongs to. */
  long update(Position position) {
    return (long) position.epoch() * updates() + position.step() / group;
  }

  /**
   * Updates whose turn has come before {@code position}, the last of an epoch included. By the
   * steps taken, since the last epoch of a run may have been cut short.
   */
  long over(Position position) {
    return position.steps() / steps * updates() + position.steps() % steps / group;
  }

  /** Whether the weights change after a step of the epoch, from 0. */
  boolean ends(int step) {
    return (step + 1) % group == 0 || step + 1 == steps;
  }

  /** Steps of the same group before it. */
  int before(int step) {
    return step % group;
  }
}
