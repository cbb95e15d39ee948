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

  /**
   * Rows or columns of an image of that size pushed apart, by so many pixels a pixel; its upper
   * left corner stays.
   */
  static Warp shear(double alongX, double alongY, int height, int width) {
    return new Warp(1, alongX, alongX * height / 2, alongY, 1, alongY * width / 2);
  }

  static Warp move(double right, double down) {
    return new Warp(1, 0, -right, 0, 1, -down);
  }

  /** Changes an image, bilinear; black comes in from outside. */
  void apply(Pixels image) {
    int height = image.height();
    int width = image.width();
    double middleY = (height - 1) / 2.0;
    double middleX = (width - 1) / 2.0;
    image.copyToScratch();
    for (int c = 0; c < image.channels(); c++) {
      Plane from = new Plane(image.scratch(), c * height * width, height, width);
      for (int y = 0; y < height; y++) {
        row(from, image.samples(), image.row(c, y), y - middleY, middleY, middleX);
      }
    }
  }

  /** Makes the row that lies {@code dy} below the middle. */
  private void row(Plane from, float[] to, int start, double dy, double middleY, double middleX) {
    int width = from.width;
    int height = from.height;
    float[] samples = from.samples;
    double alongX = xy * dy;
    double alongY = yy * dy;
    for (int x = 0; x < width; x++) {
      double dx = x - middleX;
      double fromX = xx * dx + alongX + right + middleX;
      double fromY = alongY + yx * dx + down + middleY;
      int left = floor(fromX);
      int top = floor(fromY);
      double below = fromY - top;
      double beside = fromX - left;
      if (left >= 0 && left < width - 1 && top >= 0 && top < height - 1) {
        int at = from.start + top * width + left;
        int under = at + width;
        to[start + x] =
            (float)
                ((1 - below) * (1 - beside) * samples[at]
                    + (1 - below) * beside * samples[at + 1]
                    + below * (1 - beside) * samples[under]
                    + below * beside * samples[under + 1]);
      } else {
        to[start + x] =
            (float)
                ((1 - below) * (1 - beside) * from.at(top, left)
                    + (1 - below) * beside * from.at(top, left + 1)
                    + below * (1 - beside) * from.at(top + 1, left)
                    + below * beside * from.at(top + 1, left + 1));
      }
    }
  }

  private static int floor(double value) {
    int whole = (int) value;
    return value < whole ? whole - 1 : whole;
  }

  /** One channel of an image, black all around. */
  private record Plane(float[] samples, int start, int height, int width) {
    float at(int y, int x) {
      boolean inside = y >= 0 && y < height && x >= 0 && x < width;
      return inside ? samples[start + y * width + x] : 0;
    }
  }
}
