// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import static dev.fovea.tensor.FoveaException.check;

import java.util.Locale;

/**
 * What ends a run before its last epoch (notes T63, "required precision"), and what happens when it
 * diverges. Except for time, the question is asked at the end of an epoch.
 *
 * @param patience epochs without a better figure of the run's {@link Monitor} after which it ends;
 *     0 for never
 * @param accuracy test accuracy, or that of a validation part watched in its place, that is enough;
 *     0 for none
 * @param loss the same of the loss
 * @param minutes the run may take; the epoch under way is cut short and measured; 0 for any time
 * @param onNan what to do when a loss or weight is no longer a finite number
 */
public record Stopping(int patience, double accuracy, double loss, double minutes, OnNan onNan) {
  public static final Stopping NEVER = new Stopping(0, 0, 0, 0, OnNan.STOP);

  /** Answers to divergence. */
  public enum OnNan {
    /** The run fails; its last checkpoint stays. */
    STOP,
    /** It goes back to the beginning of the epoch and on with half the lr, eight times at most. */
    ROLLBACK,
    /** The update is left out; after ten in a row the run fails. */
    SKIP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Stopping {
    check(patience >= 0, "patience must be 0 or more epochs, was %d", patience);
    check(accuracy >= 0 && accuracy <= 1, "targetAccuracy must be from 0 to 1, was %s", accuracy);
    check(loss >= 0 && loss < 1e30, "targetLoss must be 0 or more, was %s", loss);
    check(minutes >= 0 && minutes < 1e9, "minutes must be 0 or more, was %s", minutes);
    check(onNan != null, "onNan must be given");
  }
}
