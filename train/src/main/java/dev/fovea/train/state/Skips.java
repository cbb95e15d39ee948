// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.state;

import static dev.fovea.tensor.FoveaException.check;

/**
 * Updates that were left out because a loss or gradient was no finite number.
 *
 * @param all of the run
 * @param inRow since the last update that was taken
 */
public record Skips(long all, int inRow) {
  public static final Skips NONE = new Skips(0, 0);

  public Skips {
    check(inRow >= 0 && all >= inRow, "%d skipped updates, %d of them in a row", all, inRow);
  }

  public Skips oneMore() {
    return new Skips(all + 1, inRow + 1);
  }

  /** An update was taken. */
  public Skips over() {
    return inRow == 0 ? this : new Skips(all, 0);
  }
}
