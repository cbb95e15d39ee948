// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

import static dev.fovea.tensor.FoveaException.check;

/**
 * Some random changes after each other, all of one strength (Cubuk et al. 2020, with torchvision's
 * changes and reach).
 *
 * @param changes how many
 * @param magnitude 0 to 30
 */
record RandAugment(int changes, double magnitude) implements Transform {
  private static final int MOST = 30;
  private static final Change.Reach REACH = new Change.Reach(0.3, 150.0 / 331, 0, 30, 0.9, 4);

  RandAugment {
    check(changes >= 1 && changes <= 14, "randaugment: %d changes, expected 1 to 14", changes);
    check(
        magnitude >= 0 && magnitude <= MOST,
        "randaugment: magnitude is %s, expected 0 to %d",
        magnitude,
        MOST);
  }

  @Override
  public void apply(Pixels image, Dice dice) {
    for (int i = 0; i < changes; i++) {
      draw(image, dice, REACH, magnitude / MOST);
    }
  }

  /** Applies one change chosen at random. */
  static void draw(Pixels image, Dice dice, Change.Reach reach, double strength) {
    Change change = Change.values()[dice.whole(0, Change.values().length - 1)];
    boolean back = dice.chance(0.5);
    change.apply(image, reach, back && change.isSigned() ? -strength : strength);
  }
}
