// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

/**
 * One of the changes that RandAugment and TrivialAugment choose from, after torchvision's: shears
 * leave the upper left corner where it is, shifts are by whole pixels. Warps are bilinear, which
 * torchvision leaves to choose, with black from outside. Samples lie within 0..1 before and after.
 */
enum Change {
  IDENTITY,
  SHEAR_X,
  SHEAR_Y,
  TRANSLATE_X,
  TRANSLATE_Y,
  ROTATE,
  BRIGHTNESS,
  COLOUR,
  CONTRAST,
  SHARPNESS,
  POSTERIZE,
  SOLARIZE,
  AUTOCONTRAST,
  EQUALIZE;

  /**
   * How far changes go at full strength.
   *
   * @param shear pixels a pixel
   * @param shift share of the image's size
   * @param pixels of shifts, whatever the size; 0 where the share counts
   * @param degrees of rotation
   * @param tone of brightness, colour, contrast and sharpness, added to or taken from 1
   * @param bits that posterising takes away from 8
   */
  record Reach(double shear, double shift, int pixels, double degrees, double tone, int bits) {}

  /** Whether it can go either way. */
  boolean isSigned() {
    return ordinal() >= SHEAR_X.ordinal() && ordinal() <= SHARPNESS.ordinal();
  }

  /**
   * Changes an image.
   *
   * @param strength 0 to 1 of the reach, negative for the other way
   */
  void apply(Pixels image, Reach reach, double strength) {
    double factor = 1 + strength * reach.tone();
    switch (this) {
      case IDENTITY -> {}
      case SHEAR_X ->
          Warp.shear(strength * reach.shear(), 0, image.height(), image.width()).apply(image);
      case SHEAR_Y ->
          Warp.shear(0, strength * reach.shear(), image.height(), image.width()).apply(image);
      case TRANSLATE_X -> Warp.move(shift(image.width(), reach, strength), 0).apply(image);
      case TRANSLATE_Y -> Warp.move(0, shift(image.height(), reach, strength)).apply(image);
      case ROTATE -> Warp.turn(Math.toRadians(strength * reach.degrees())).apply(image);
      case BRIGHTNESS -> Jitter.blend(image, factor, 0);
      case CONTRAST ->
          Jitter.blend(image, factor, Jitter.meanGrey(image, image.height() * image.width()));
      case COLOUR -> Tones.saturate(image, factor);
      case SHARPNESS -> Tones.sharpen(image, factor);
      case POSTERIZE -> Tones.posterize(image, 8 - (int) Math.round(strength * reach.bits()));
      case SOLARIZE -> Tones.solarize(image, 1 - strength);
      case AUTOCONTRAST -> Tones.spread(image);
      case EQUALIZE -> Tones.equalize(image);
    }
  }

  private static int shift(int size, Reach reach, double strength) {
    return (int) (strength * (reach.pixels() == 0 ? reach.shift() * size : reach.pixels()));
  }
}
