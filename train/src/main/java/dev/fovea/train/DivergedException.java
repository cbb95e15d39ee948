// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.tensor.FoveaException;

/** Training has run away: a loss, a result or a weight is no longer a finite number. */
public final class DivergedException extends FoveaException {
  private static final long serialVersionUID = 1L;

  private final int epoch;
  private final int step;

  DivergedException(String what, int epoch, int step, double lr) {
    super(
        "%s at epoch %d, step %d (lr %s): training diverged, try a smaller lr; the last checkpoint"
            + " is kept",
        what, epoch, step, lr);
    this.epoch = epoch;
    this.step = step;
  }

  /** From 1. */
  public int epoch() {
    return epoch;
  }

  /** The last step taken, in its epoch, from 1. */
  public int step() {
    return step;
  }
}
