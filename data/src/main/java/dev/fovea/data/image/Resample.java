// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

/** The interpolation filters of {@link Resizer}, defined as in Pillow. */
public enum Resample {
  /** Mean over the source box; the nearest pixel when enlarging. */
  BOX(0.5) {
    @Override
    double weight(double x) {
      return x > -0.5 && x <= 0.5 ? 1 : 0;
    }
  },

  /** Triangle. */
  BILINEAR(1) {
    @Override
    double weight(double x) {
      return Math.max(0, 1 - Math.abs(x));
    }
  },

  /** Keys' cubic with a = -0.5. */
  BICUBIC(2) {
    @Override
    double weight(double x) {
      double t = Math.abs(x);
      if (t < 1) {
        return (1.5 * t - 2.5) * t * t + 1;
      }
      return t < 2 ? (((t - 5) * t + 8) * t - 4) * -0.5 : 0;
    }
  },

  /** Sinc windowed by a sinc three times as wide. */
  LANCZOS(3) {
    @Override
    double weight(double x) {
      return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
    }
  };

  private final double support;

  Resample(double support) {
    this.support = support;
  }

  /** Half the filter's width in source pixels, when not shrinking. */
  double support() {
    return support;
  }

  /** The filter's value at distance {@code x} from its centre. */
  abstract double weight(double x);

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
  }
}
