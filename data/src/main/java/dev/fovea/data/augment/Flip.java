// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

import static dev.fovea.tensor.FoveaException.check;

/**
 * Mirrors the image left to right.
 *
 * @param probability how often
 * @param alternate instead: every second epoch, each image beginning with one or the other at
 *     random (Jordan 2024), so that in two epochs the network sees both, not one of them twice
 */
record Flip(double probability, boolean alternate) implements Transform {
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
      mirror(image);
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
