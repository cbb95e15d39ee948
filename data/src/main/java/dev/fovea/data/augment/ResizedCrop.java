// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

import static dev.fovea.tensor.FoveaException.check;

/**
 * A random part of the image, its area a random share and its sides in a ratio of 3/4 to 4/3,
 * brought to the image's size (Szegedy et al. 2015, with torchvision's numbers). After ten parts
 * that do not fit, the largest in the middle.
 *
 * @param least smallest share of the area
 * @param most largest share
 */
record ResizedCrop(double least, double most) implements Transform {
  private static final int TRIES = 10;
  private static final double RATIO = 4.0 / 3;

  ResizedCrop {
    check(
        least > 0 && least <= most && most <= 1,
        "resized-crop: shares are %s to %s, expected above 0, in order and up to 1",
        least,
        most);
  }

  /** A part of an image of a size. */
  record Box(int top, int left, int rows, int columns) {}

  Box box(int height, int width, Dice dice) {
    for (int i = 0; i < TRIES; i++) {
      double area = dice.uniform(least, most) * height * width;
      double ratio = Math.exp(dice.uniform(-Math.log(RATIO), Math.log(RATIO)));
      int rows = (int) Math.round(Math.sqrt(area / ratio));
      int columns = (int) Math.round(Math.sqrt(area * ratio));
      if (rows >= 1 && columns >= 1 && rows <= height && columns <= width) {
        int top = dice.whole(0, height - rows);
        return new Box(top, dice.whole(0, width - columns), rows, columns);
      }
    }
    int rows = (int) Math.round(Math.min(height, width * RATIO));
    int columns = (int) Math.round(Math.min(width, height * RATIO));
    return new Box((height - rows) / 2, (width - columns) / 2, rows, columns);
  }

  /** Enlarges a part of the image by bilinear interpolation. */
  @Override
  public void apply(Pixels image, Dice dice) {
    Box box = box(image.height(), image.width(), dice);
    int top = box.top();
    int left = box.left();
    int rows = box.rows();
    int columns = box.columns();
    image.copyToScratch();
    for (int y = 0; y < image.height(); y++) {
      double fromY = within((y + 0.5) * rows / image.height() - 0.5, rows);
      for (int x = 0; x < image.width(); x++) {
        double fromX = within((x + 0.5) * columns / image.width() - 0.5, columns);
        int above = Math.min((int) fromY, Math.max(0, rows - 2));
        int before = Math.min((int) fromX, Math.max(0, columns - 2));
        double down = fromY - above;
        double right = fromX - before;
        int below = Math.min(rows - 1, above + 1) + top;
        int behind = Math.min(columns - 1, before + 1) + left;
        for (int c = 0; c < image.channels(); c++) {
          double upper =
              (1 - right) * image.copied(c, top + above, left + before)
                  + right * image.copied(c, top + above, behind);
          double lower =
              (1 - right) * image.copied(c, below, left + before)
                  + right * image.copied(c, below, behind);
          image.samples()[image.row(c, y) + x] = (float) ((1 - down) * upper + down * lower);
        }
      }
    }
  }

  private static double within(double at, int size) {
    return Math.max(0, Math.min(size - 1, at));
  }
}
