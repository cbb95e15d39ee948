// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

/** Changes of colours, not of places; samples in 0..1. */
final class Tones {
  private static final int LEVELS = 256;

  private Tones() {}

  /** Blends each pixel with its own grey; grey images stay. */
  static void saturate(Pixels image, double factor) {
    if (image.channels() != 3) {
      return;
    }
    int plane = image.height() * image.width();
    float[] samples = image.samples();
    for (int p = image.offset(); p < image.offset() + plane; p++) {
      double grey = Jitter.grey(samples, p, plane);
      for (int c = 0; c < 3; c++) {
        samples[p + c * plane] = Jitter.cut(samples[p + c * plane] * factor + (1 - factor) * grey);
      }
    }
  }

  /** Blends with the image smoothed by (1 1 1, 1 5 1, 1 1 1) / 13; the border stays. */
  static void sharpen(Pixels image, double factor) {
    image.copyToScratch();
    for (int c = 0; c < image.channels(); c++) {
      for (int y = 1; y < image.height() - 1; y++) {
        for (int x = 1; x < image.width() - 1; x++) {
          double own = image.copied(c, y, x);
          double sum = 4 * own;
          for (int k = 0; k < 9; k++) {
            sum += image.copied(c, y + k / 3 - 1, x + k % 3 - 1);
          }
          image.samples()[image.row(c, y) + x] = Jitter.cut(own * factor + (1 - factor) * sum / 13);
        }
      }
    }
  }

  /** Leaves the upper bits of 8. */
  static void posterize(Pixels image, int bits) {
    int mask = 0xff << (8 - bits) & 0xff;
    for (int i = image.offset(); i < image.offset() + image.shape().bytes(); i++) {
      image.samples()[i] = (level(image.samples()[i]) & mask) / 255f;
    }
  }

  /** Turns what is as bright as the threshold, or brighter, into its negative. */
  static void solarize(Pixels image, double threshold) {
    for (int i = image.offset(); i < image.offset() + image.shape().bytes(); i++) {
      float x = image.samples()[i];
      image.samples()[i] = x >= threshold ? 1 - x : x;
    }
  }

  /** Stretches each channel to 0..1; one of a single value stays. */
  static void spread(Pixels image) {
    int plane = image.height() * image.width();
    for (int c = 0; c < image.channels(); c++) {
      int from = image.offset() + c * plane;
      float least = Float.POSITIVE_INFINITY;
      float most = Float.NEGATIVE_INFINITY;
      for (int i = from; i < from + plane; i++) {
        least = Math.min(least, image.samples()[i]);
        most = Math.max(most, image.samples()[i]);
      }
      for (int i = from; i < from + plane && least < most; i++) {
        image.samples()[i] = (image.samples()[i] - least) / (most - least);
      }
    }
  }

  /** Makes the levels of each channel equally frequent, as Pillow's ImageOps.equalize does. */
  static void equalize(Pixels image) {
    int plane = image.height() * image.width();
    for (int c = 0; c < image.channels(); c++) {
      int from = image.offset() + c * plane;
      int[] counts = new int[LEVELS];
      int last = 0;
      for (int i = from; i < from + plane; i++) {
        counts[level(image.samples()[i])]++;
        last = Math.max(last, level(image.samples()[i]));
      }
      int step = (plane - counts[last]) / (LEVELS - 1);
      if (step == 0) {
        continue;
      }
      float[] table = new float[LEVELS];
      int sum = step / 2;
      for (int level = 0; level < LEVELS; level++) {
        table[level] = Math.min(LEVELS - 1, sum / step) / 255f;
        sum += counts[level];
      }
      for (int i = from; i < from + plane; i++) {
        image.samples()[i] = table[level(image.samples()[i])];
      }
    }
  }

  private static int level(float sample) {
    return Math.max(0, Math.min(LEVELS - 1, Math.round(sample * 255)));
  }
}
