// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

import static dev.fovea.tensor.FoveaException.check;

/**
 * Turns the image about its centre, bilinear; black comes in at the corners.
 *
 * @param degrees largest angle, to either side
 */
record Rotate(double degrees) implements Transform {
  Rotate {
    check(
        degrees > 0 && degrees <= 180,
        "rotate: %s degrees, expected above 0 and up to 180",
        degrees);
  }

  @Override
  public void apply(Pixels image, Dice dice) {
    Warp.turn(Math.toRadians(dice.uniform(-degrees, degrees))).apply(image);
  }
}
