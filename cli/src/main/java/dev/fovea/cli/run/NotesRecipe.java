// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.models.Entry;
import dev.fovea.train.recipe.Recipe;

/**
 * How the study notes train a family: Fashion-MNIST, plain SGD, Xavier-uniform weights, ten epochs
 * (T60).
 */
final class NotesRecipe {
  static final String DATASET = "fashion-mnist";
  private static final int EPOCHS = 10;

  private NotesRecipe() {}

  static Recipe of(Entry model) {
    return switch (model.family()) {
      case "lenet" -> Recipe.of(EPOCHS, 256, 0.9);
      case "alexnet" -> Recipe.of(EPOCHS, 128, 0.01);
      case "vgg" -> Recipe.of(EPOCHS, 128, 0.05);
      case "nin", "googlenet" -> Recipe.of(EPOCHS, 128, 0.1);
      case "resnet" -> Recipe.of(EPOCHS, 256, 0.05);
      default -> Recipe.of(EPOCHS, 256, 0.1);
    };
  }
}
