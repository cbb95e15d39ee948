// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

/**
 * Where each pixel of a changed image comes from, as a linear map about the middle: {@code x' = xx
 * x + xy y + right}, {@code y' = yx x + yy y + down}.
 */
record Warp(double xx, double xy, double right, double yx, double yy, double down) {
  /** Turned by an angle in radians. */
  static Warp turn(double angle) {
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    return new Warp(cos, sin, 0, -sin, cos, 0);
  }

  /** Rows or columns pushed apart, by so many pixels a pixel. */
  static Warp shear(double alongX, double alongY) {
    return new Warp(1, alongX, 0, alongY, 1, 0);
  }

  static Warp move(double right, double down) {
    return new Warp(1, 0, -right, 0, 1, -down);
  }

  /** Changes an image, bilinear; black comes in from outside. */
  void apply(Pixels image) {
    double middleY = (image.height() - 1) / 2.0;
    double middleX = (image.width() - 1) / 2.0;
    image.copyToScratch();
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        double fromX = xx * (x - middleX) + xy * (y - middleY) + right + middleX;
        double fromY = yy * (y - middleY) + yx * (x - middleX) + down + middleY;
        for (int c = 0; c < image.channels(); c++) {
          image.samples()[image.row(c, y) + x] = (float) bilinear(image, c, fromY, fromX);
        }
      }
    }
  }

  private static double bilinear(Pixels image, int channel, double y, double x) {
    int top = (int) Math.floor(y);
    int left = (int) Math.floor(x);
    double below = y - top;
    double beside = x - left;
    return (1 - below) * (1 - beside) * at(image, channel, top, left)
        + (1 - below) * beside * at(image, channel, top, left + 1)
        + below * (1 - beside) * at(image, channel, top + 1, left)
        + below * beside * at(image, channel, top + 1, left + 1);
  }

  private static float at(Pixels image, int channel, int y, int x) {
    boolean inside = y >= 0 && y < image.height() && x >= 0 && x < image.width();
    return inside ? image.copied(channel, y, x) : 0;
  }
}
