// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

import static dev.fovea.tensor.FoveaException.check;

/**
 * Mirrors the image left to right, or upside down.
 *
 * @param probability how often
 * @param alternate instead: every second epoch, each image beginning with one or the other at
 *     random (Jordan 2024), so that in two epochs the network sees both, not one of them twice
 * @param vertical upside down instead of left to right
 */
record Flip(double probability, boolean alternate, boolean vertical) implements Transform {
  Flip {
    check(
        probability > 0 && probability <= 1,
        "flip: probability is %s, expected above 0 and up to 1",
        probability);
  }

  @Override
  public void apply(Pixels image, Dice dice) {
    boolean odd = (dice.epoch() & 1) == 1;
    if (alternate ? dice.lastingCoin() != odd : dice.chance(probability)) {
      if (vertical) {
        turnOver(image);
      } else {
        mirror(image);
      }
    }
  }

  private static void turnOver(Pixels image) {
    image.copyToScratch();
    for (int c = 0; c < image.channels(); c++) {
      for (int y = 0; y < image.height(); y++) {
        int from = (c * image.height() + image.height() - 1 - y) * image.width();
        System.arraycopy(image.scratch(), from, image.samples(), image.row(c, y), image.width());
      }
    }
  }

  private static void mirror(Pixels image) {
    float[] samples = image.samples();
    for (int c = 0; c < image.channels(); c++) {
      for (int y = 0; y < image.height(); y++) {
        int left = image.row(c, y);
        for (int right = left + image.width() - 1; left < right; left++, right--) {
          float held = samples[left];
          samples[left] = samples[right];
          samples[right] = held;
        }
      }
    }
  }
}
