// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import static dev.fovea.tensor.FoveaException.check;

/**
 * What a run keeps on its way.
 *
 * @param monitor what makes an epoch the best
 * @param keep epochs whose weights are kept, the best ones; 1 for the best alone
 * @param steps steps between checkpoints within an epoch, besides those by the clock; 0 for none
 */
public record Saving(Monitor monitor, int keep, int steps) {
  public static final Saving BEST = new Saving(Monitor.TEST_ACCURACY, 1, 0);

  public Saving {
    check(monitor != null, "monitor must be given");
    check(keep >= 1 && keep <= 1000, "keep must be from 1 to 1000 epochs, was %d", keep);
    check(steps >= 0, "checkpointSteps must be 0 or more, was %d", steps);
  }
}
