// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.loader;

import dev.fovea.data.ImageBytes;
import dev.fovea.data.ImageShape;
import dev.fovea.data.augment.Augmentation;
import dev.fovea.data.augment.Dice;
import dev.fovea.data.image.Fit;
import dev.fovea.data.image.Fitter;
import dev.fovea.data.image.Resizer;

/**
 * Cuts the random part that a resized crop takes out of a larger image, so that it is reduced once
 * instead of enlarged again. Each worker thread has its own.
 */
final class Cutter {
  private final Augmentation augmentation;
  private final Fitter larger;
  private final Resizer resizer;
  private byte[] whole = new byte[0];

  /** A cutter for options that say where to crop from. */
  Cutter(LoaderOptions options) {
    Fit fit = options.fit();
    this.augmentation = options.augmentation();
    this.larger = new Fitter(options.cropFrom());
    this.resizer = new Resizer(fit.height(), fit.width(), fit.filter());
  }

  /** Cuts one image, which need not have the larger size yet, into {@code target}. */
  void cut(ImageBytes image, Dice dice, byte[] target) {
    resizer.resize(augmentation.cut(large(image), dice), target, 0);
  }

  private ImageBytes large(ImageBytes image) {
    ImageShape shape = larger.target(image.shape());
    if (image.shape().equals(shape)) {
      return image;
    }
    if (whole.length != shape.bytes()) {
      whole = new byte[shape.bytes()];
    }
    larger.fit(image, whole, 0);
    return ImageBytes.of(shape, whole, 0);
  }
}
