// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.augment;

import dev.fovea.data.ImageShape;

/** A random change of one image that keeps its size and class. */
public sealed interface Transform
    permits Crop,
        ResizedCrop,
        Flip,
        Translate,
        Rotate,
        Jitter,
        Lighting,
        RandAugment,
        TrivialAugment,
        Cutout,
        Erase {
  /** Changes the image in place. */
  void apply(Pixels image, Dice dice);

  /** Whether it works on normalised samples, where zero is the mean. */
  default boolean isLate() {
    return false;
  }

  /**
   * Throws when it makes no sense for such images.
   *
   * @param dataset for the message
   */
  default void checkFits(ImageShape shape, String dataset) {}
}
