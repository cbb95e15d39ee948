// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.tensor.FoveaException;
import java.math.BigDecimal;
import java.math.MathContext;

/** Training has run away: a loss, a result or a weight is no longer a finite number. */
public final class DivergedException extends FoveaException {
  private static final long serialVersionUID = 1L;

  private final int epoch;
  private final int step;

  /**
   * Says what happened and where.
   *
   * @param lr learning rate of the step
   * @param saved whether there is a checkpoint to go on from
   */
  DivergedException(String what, int epoch, int step, double lr, boolean saved) {
    super(
        "%s at epoch %d, step %d (lr %s): training diverged, try a smaller lr%s",
        what, epoch, step, rounded(lr), saved ? "; the last checkpoint is kept" : "");
    this.epoch = epoch;
    this.step = step;
  }

  /** A schedule makes rates of sixteen digits, most of them noise. */
  private static double rounded(double lr) {
    return new BigDecimal(lr).round(new MathContext(4)).doubleValue();
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
