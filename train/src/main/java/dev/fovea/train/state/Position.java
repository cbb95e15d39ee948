// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.state;

import static dev.fovea.tensor.FoveaException.check;

/**
 * The step a run takes next. Batches are a function of (seed, epoch, step), so this is all that has
 * to be known about the data.
 *
 * @param epoch from 0; the number of epochs when the run is over
 * @param step in the epoch, from 0; the number of steps when only the evaluation is left
 * @param steps steps taken so far, over all epochs
 */
public record Position(int epoch, int step, long steps) {
  public static final Position START = new Position(0, 0, 0);

  public Position {
    check(
        epoch >= 0 && step >= 0 && steps >= step,
        "epoch %d, step %d after %d steps is no place in a run",
        epoch,
        step,
        steps);
  }

  public Position nextStep() {
    return new Position(epoch, step + 1, steps + 1);
  }

  /** A place so many steps on in the same epoch. */
  public Position step(int on) {
    return new Position(epoch, step + on, steps + on);
  }

  public Position nextEpoch() {
    return new Position(epoch + 1, 0, steps);
  }
}
