// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

import dev.fovea.data.ImageShape;
import dev.fovea.tensor.FoveaException;

/**
 * Random crop of the image's own size after padding each side (He et al. 2016, section 4.2).
 *
 * @param padding pixels added on every side
 * @param reflect whether the padding mirrors the image (its edge not repeated) or is black
 */
record Crop(int padding, boolean reflect) implements Transform {
  Crop {
    FoveaException.check(padding >= 1, "crop: padding is %d, expected at least 1", padding);
  }

  @Override
  public void checkFits(ImageShape shape, String dataset) {
    int least = Math.min(shape.height(), shape.width());
    FoveaException.check(
        padding < least,
        "crop %d: images of %s are %s; the padding must be below %d",
        padding,
        dataset,
        shape,
        least);
  }

  @Override
  public void apply(Pixels image, Dice dice) {
    int down = dice.whole(-padding, padding);
    int right = dice.whole(-padding, padding);
    shift(image, down, right, reflect);
  }

  /** Moves the image; what comes in at the border is black or mirrored. */
  static void shift(Pixels image, int down, int right, boolean reflect) {
    if (down == 0 && right == 0) {
      return;
    }
    image.copyToScratch();
    for (int c = 0; c < image.channels(); c++) {
      for (int y = 0; y < image.height(); y++) {
        int row = image.row(c, y);
        for (int x = 0; x < image.width(); x++) {
          int fromY = place(y - down, image.height(), reflect);
          int fromX = place(x - right, image.width(), reflect);
          image.samples()[row + x] = fromY < 0 || fromX < 0 ? 0 : image.copied(c, fromY, fromX);
        }
      }
    }
  }

  /** Where a position of the padded image lies in the image; -1 for black. */
  private static int place(int at, int size, boolean reflect) {
    if (at >= 0 && at < size) {
      return at;
    }
    return reflect ? at < 0 ? -at : 2 * (size - 1) - at : -1;
  }
}
