// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

import static dev.fovea.tensor.FoveaException.check;

/**
 * Pastes a rectangle of the other image; its share of the area, before it is cut at the border, is
 * 1 - s with s from Beta(alpha, alpha) (Yun et al. 2019).
 *
 * @param alpha 1 in the paper
 */
record Cutmix(double alpha) implements Mixing {
  Cutmix {
    check(alpha > 0 && alpha <= 100, "cutmix: alpha is %s, expected above 0 and up to 100", alpha);
  }

  @Override
  public double mix(Pixels own, Pixels other, Dice dice) {
    int height = own.height();
    int width = own.width();
    double side = Math.sqrt(1 - dice.beta(alpha));
    int rows = (int) (height * side);
    int columns = (int) (width * side);
    int middleY = dice.whole(0, height - 1);
    int middleX = dice.whole(0, width - 1);
    int top = Math.max(0, middleY - rows / 2);
    int bottom = Math.min(height, middleY - rows / 2 + rows);
    int left = Math.max(0, middleX - columns / 2);
    int right = Math.min(width, middleX - columns / 2 + columns);
    if (top >= bottom || left >= right) {
      return 1;
    }
    for (int c = 0; c < own.channels(); c++) {
      for (int y = top; y < bottom; y++) {
        System.arraycopy(
            other.samples(),
            other.row(c, y) + left,
            own.samples(),
            own.row(c, y) + left,
            right - left);
      }
    }
    return 1 - (double) (bottom - top) * (right - left) / (height * width);
  }
}
