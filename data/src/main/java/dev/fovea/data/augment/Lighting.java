// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

import dev.fovea.data.ImageShape;
import dev.fovea.tensor.FoveaException;

/**
 * AlexNet's colour augmentation (Krizhevsky et al. 2012, section 4.1; notes T50): adds {@code [p1
 * p2 p3] [a1 l1, a2 l2, a3 l3]^T} to every pixel, with p and l the eigenvectors and eigenvalues of
 * the covariance of RGB values, and a drawn once an image from N(0, deviation). The eigenvectors
 * are those of ImageNet, as the published training scripts for it have them.
 *
 * @param deviation 0.1 in the paper
 */
record Lighting(double deviation) implements Transform {
  private static final double[] VALUES = {0.2175, 0.0188, 0.0045};
  private static final double[][] VECTORS = {
    {-0.5675, 0.7192, 0.4009}, {-0.5808, -0.0045, -0.8140}, {-0.5836, -0.6948, 0.4203}
  };

  Lighting {
    FoveaException.check(
        deviation > 0 && deviation <= 1,
        "lighting: deviation is %s, expected above 0 and up to 1",
        deviation);
  }

  @Override
  public void checkFits(ImageShape shape, String dataset) {
    FoveaException.check(
        shape.channels() == 3,
        "lighting needs RGB images, those of %s have %d channel(s); drop it",
        dataset,
        shape.channels());
  }

  @Override
  public void apply(Pixels image, Dice dice) {
    double[] amounts = new double[3];
    for (int i = 0; i < 3; i++) {
      amounts[i] = deviation * dice.normal() * VALUES[i];
    }
    int plane = image.height() * image.width();
    for (int c = 0; c < 3; c++) {
      double more = 0;
      for (int i = 0; i < 3; i++) {
        more += VECTORS[c][i] * amounts[i];
      }
      for (int p = 0; p < plane; p++) {
        image.samples()[image.offset() + c * plane + p] += (float) more;
      }
    }
  }
}
