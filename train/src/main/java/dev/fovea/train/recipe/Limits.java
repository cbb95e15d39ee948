// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import static dev.fovea.tensor.FoveaException.check;

/**
 * Less than all the data, to try things out.
 *
 * @param batches in an epoch of training at most; 0 for all
 * @param overfit train on so many of the first training images, and measure on the same ones; 0 for
 *     the real thing
 */
public record Limits(int batches, int overfit) {
  public static final Limits NONE = new Limits(0, 0);

  public Limits {
    check(batches >= 0, "limitBatches must be 0 or more, was %d", batches);
    check(overfit >= 0, "overfit must be 0 or more images, was %d", overfit);
  }
}
