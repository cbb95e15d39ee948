// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

import static dev.fovea.tensor.FoveaException.check;

/**
 * Moves the image by whole pixels; black comes in at the border.
 *
 * @param most farthest way along each axis, as a share of the image's size
 */
record Translate(double most) implements Transform {
  Translate {
    check(most > 0 && most < 1, "translate: share is %s, expected between 0 and 1", most);
  }

  @Override
  public void apply(Pixels image, Dice dice) {
    int rows = (int) Math.round(most * image.height());
    int columns = (int) Math.round(most * image.width());
    Crop.shift(image, dice.whole(-rows, rows), dice.whole(-columns, columns), false);
  }
}
