// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import static dev.fovea.tensor.FoveaException.check;

/**
 * Progressive resizing (Howard 2018; Tan and Le 2021): the first epochs on smaller images, which
 * take less time and teach almost as much. Tests are on images of full size all along.
 *
 * @param size rows and columns of the smaller images; 0 with {@code epochs} 0 for none
 * @param epochs that train on them
 */
public record Progression(int size, int epochs) {
  /** Every epoch on images of full size. */
  public static final Progression NONE = new Progression(0, 0);

  public Progression {
    check(size >= 0, "startSize must be 0 or more, was %d", size);
    check(epochs >= 0, "startEpochs must be 0 or more, was %d", epochs);
    check(
        (size == 0) == (epochs == 0),
        "startSize and startEpochs go together, and they are %d and %d; give both or neither",
        size,
        epochs);
  }

  /** Whether an epoch, from 0, is on smaller images. */
  public boolean isSmall(int epoch) {
    return epoch < epochs;
  }
}
