// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

import static dev.fovea.tensor.FoveaException.check;

/**
 * Blanks a square around a random pixel; it may reach over the border (DeVries and Taylor 2017).
 *
 * @param side of the square, in pixels
 */
record Cutout(int side) implements Transform {
  Cutout {
    check(side >= 1, "cutout: side is %d, expected at least 1", side);
  }

  @Override
  public void apply(Pixels image, Dice dice) {
    int top = dice.whole(0, image.height() - 1) - side / 2;
    int left = dice.whole(0, image.width() - 1) - side / 2;
    image.clear(top, left, side, side);
  }

  @Override
  public boolean isLate() {
    return true;
  }
}
