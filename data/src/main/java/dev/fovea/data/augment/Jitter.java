// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

import static dev.fovea.tensor.FoveaException.check;

/**
 * Changes brightness, contrast, saturation and hue, in an order drawn for each image, each by a
 * random factor from 1 - b to 1 + b (hue: a turn of -b to b), as torchvision's ColorJitter does.
 * Grey images have neither saturation nor hue.
 *
 * @param brightness 0 to 1; 0 leaves it
 * @param contrast 0 to 1
 * @param saturation 0 to 1
 * @param hue 0 to 0.5, half a turn
 */
record Jitter(double brightness, double contrast, double saturation, double hue)
    implements Transform {
  Jitter {
    for (double b : new double[] {brightness, contrast, saturation}) {
      check(b >= 0 && b <= 1, "jitter: strength is %s, expected 0 to 1", b);
    }
    check(hue >= 0 && hue <= 0.5, "jitter: hue is %s, expected 0 to 0.5", hue);
  }

  @Override
  public void apply(Pixels image, Dice dice) {
    double light = dice.uniform(1 - brightness, 1 + brightness);
    double spread = dice.uniform(1 - contrast, 1 + contrast);
    double colour = dice.uniform(1 - saturation, 1 + saturation);
    double turn = dice.uniform(-hue, hue);
    for (int part : order(dice)) {
      switch (part) {
        case 0 -> blend(image, light, 0);
        case 1 -> blend(image, spread, meanGrey(image, image.height() * image.width()));
        case 2 -> Tones.saturate(image, colour);
        default -> turn(image, turn);
      }
    }
  }

  private static int[] order(Dice dice) {
    int[] order = {0, 1, 2, 3};
    for (int i = order.length - 1; i > 0; i--) {
      int j = dice.whole(0, i);
      int kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    return order;
  }

  /** {@code x = x factor + (1 - factor) towards}, cut to 0 and 1. */
  static void blend(Pixels image, double factor, double towards) {
    for (int i = image.offset(); i < image.offset() + image.shape().bytes(); i++) {
      image.samples()[i] = cut(image.samples()[i] * factor + (1 - factor) * towards);
    }
  }

  /** The mean luma of the image. */
  static double meanGrey(Pixels image, int plane) {
    double sum = 0;
    for (int p = 0; p < plane; p++) {
      int at = image.offset() + p;
      sum += image.channels() == 3 ? grey(image.samples(), at, plane) : image.samples()[at];
    }
    return sum / plane;
  }

  /** Luma of ITU-R 601, as Pillow has it. */
  static double grey(float[] samples, int at, int plane) {
    return 0.299 * samples[at] + 0.587 * samples[at + plane] + 0.114 * samples[at + 2 * plane];
  }

  /** Turns the hue of each pixel; grey ones have none. */
  private static void turn(Pixels image, double turn) {
    if (turn == 0 || image.channels() != 3) {
      return;
    }
    int plane = image.height() * image.width();
    float[] samples = image.samples();
    for (int at = image.offset(); at < image.offset() + plane; at++) {
      float r = samples[at];
      float g = samples[at + plane];
      float b = samples[at + 2 * plane];
      double most = Math.max(r, Math.max(g, b));
      double range = most - Math.min(r, Math.min(g, b));
      if (range > 0) {
        double sixth =
            most == r ? (g - b) / range : most == g ? 2 + (b - r) / range : 4 + (r - g) / range;
        double h = sixth + 6 * turn + 6;
        samples[at] = tone(h, 5, most, range);
        samples[at + plane] = tone(h, 3, most, range);
        samples[at + 2 * plane] = tone(h, 1, most, range);
      }
    }
  }

  /** One channel of a colour of the hue {@code h} in sixths of a turn. */
  private static float tone(double h, int shift, double most, double range) {
    double k = (shift + h) % 6;
    return (float) (most - range * Math.max(0, Math.min(1, Math.min(k, 4 - k))));
  }

  static float cut(double x) {
    return (float) Math.max(0, Math.min(1, x));
  }
}
