// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

import static dev.fovea.tensor.FoveaException.check;

/**
 * {@code x = s x + (1 - s) other}, s drawn from Beta(alpha, alpha) (Zhang et al. 2018).
 *
 * @param alpha small for mostly one of the two, 1 for all shares alike
 */
record Mixup(double alpha) implements Mixing {
  Mixup {
    check(alpha > 0 && alpha <= 100, "mixup: alpha is %s, expected above 0 and up to 100", alpha);
  }

  @Override
  public double mix(Pixels own, Pixels other, Dice dice) {
    float share = (float) dice.beta(alpha);
    for (int i = 0; i < own.shape().bytes(); i++) {
      float x = own.samples()[own.offset() + i];
      float y = other.samples()[other.offset() + i];
      own.samples()[own.offset() + i] = share * x + (1 - share) * y;
    }
    return share;
  }
}
