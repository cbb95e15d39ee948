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
 * Brings images to a larger size first and reduces them, or the random part that a resized crop
 * takes, to that of the batch. Each worker thread has its own.
 */
final class Reducer {
  private final Augmentation augmentation;
  private final Fitter larger;
  private final Resizer resizer;
  private byte[] whole = new byte[0];

  /** A reducer for options that have a larger size. */
  Reducer(LoaderOptions options) {
    Fit fit = options.fit();
    this.augmentation = options.augmentation();
    this.larger = new Fitter(options.larger());
    this.resizer = new Resizer(fit.height(), fit.width(), fit.filter());
  }

  /**
   * Reduces one image into {@code target}.
   *
   * @param image of any size
   */
  void reduce(ImageBytes image, Dice dice, byte[] target) {
    ImageBytes large = large(image);
    resizer.resize(augmentation.cuts() ? augmentation.cut(large, dice) : large, target, 0);
  }

  /** The image at the larger size, which a packed one has already. */
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
