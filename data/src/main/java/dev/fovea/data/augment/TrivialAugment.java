// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

/**
 * One random change of random strength (Mueller and Hutter 2021, the wide space of torchvision,
 * which shifts by up to 32 pixels whatever the size of images).
 */
record TrivialAugment() implements Transform {
  private static final int BINS = 31;
  private static final Change.Reach REACH = new Change.Reach(0.99, 0, 32, 135, 0.99, 6);

  @Override
  public void apply(Pixels image, Dice dice) {
    double strength = (double) dice.whole(0, BINS - 1) / (BINS - 1);
    RandAugment.draw(image, dice, REACH, strength);
  }
}
