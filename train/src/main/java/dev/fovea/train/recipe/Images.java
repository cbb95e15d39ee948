// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import dev.fovea.data.augment.Augmentation;
import dev.fovea.data.augment.Normalization;
import java.util.List;

/**
 * What happens to images before the network sees them.
 *
 * @param augment steps as {@link Augmentation#parse} reads them, on training images only
 * @param mean as {@link Normalization} has it
 * @param std as {@link Normalization} has it
 */
public record Images(List<String> augment, List<Double> mean, List<Double> std) {
  public static final Images PLAIN = new Images(List.of(), List.of(), List.of());

  public Images {
    augment = List.copyOf(augment);
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    Augmentation.parse(augment);
    new Normalization(mean, std);
  }

  public Augmentation augmentation() {
    return Augmentation.parse(augment);
  }

  public Normalization normalization() {
    return new Normalization(mean, std);
  }
}
