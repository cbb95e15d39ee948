// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

import static dev.fovea.tensor.FoveaException.check;

/**
 * Blanks a random rectangle of 2 to 33 % of the image, its sides in a ratio of 0.3 to 3.3 (Zhong et
 * al. 2017, with torchvision's numbers).
 *
 * @param probability how often
 */
record Erase(double probability) implements Transform {
  private static final int TRIES = 10;

  Erase {
    check(
        probability > 0 && probability <= 1,
        "erase: probability is %s, expected above 0 and up to 1",
        probability);
  }

  @Override
  public void apply(Pixels image, Dice dice) {
    if (!dice.chance(probability)) {
      return;
    }
    for (int i = 0; i < TRIES; i++) {
      double area = dice.uniform(0.02, 0.33) * image.height() * image.width();
      double ratio = Math.exp(dice.uniform(Math.log(0.3), Math.log(3.3)));
      int rows = (int) Math.round(Math.sqrt(area * ratio));
      int columns = (int) Math.round(Math.sqrt(area / ratio));
      if (rows < image.height() && columns < image.width()) {
        int top = dice.whole(0, image.height() - rows);
        image.clear(top, dice.whole(0, image.width() - columns), rows, columns);
        return;
      }
    }
  }

  @Override
  public boolean isLate() {
    return true;
  }
}
