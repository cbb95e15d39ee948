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
    double angle = Math.toRadians(dice.uniform(-degrees, degrees));
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double middleY = (image.height() - 1) / 2.0;
    double middleX = (image.width() - 1) / 2.0;
    image.copyToScratch();
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        double fromX = cos * (x - middleX) + sin * (y - middleY) + middleX;
        double fromY = cos * (y - middleY) - sin * (x - middleX) + middleY;
        for (int c = 0; c < image.channels(); c++) {
          image.samples()[image.row(c, y) + x] = (float) bilinear(image, c, fromY, fromX);
        }
      }
    }
  }

  private static double bilinear(Pixels image, int channel, double y, double x) {
    int top = (int) Math.floor(y);
    int left = (int) Math.floor(x);
    double down = y - top;
    double right = x - left;
    return (1 - down) * (1 - right) * at(image, channel, top, left)
        + (1 - down) * right * at(image, channel, top, left + 1)
        + down * (1 - right) * at(image, channel, top + 1, left)
        + down * right * at(image, channel, top + 1, left + 1);
  }

  private static float at(Pixels image, int channel, int y, int x) {
    boolean inside = y >= 0 && y < image.height() && x >= 0 && x < image.width();
    return inside ? image.copied(channel, y, x) : 0;
  }
}
