// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.Zoo;
import dev.fovea.train.recipe.Recipe;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Epochs, batch and learning rate of the networks of the notes' code. */
class NotesRecipeTest {
  /** E26: the notes have batch 28 for the small VGG where the book they follow has 128. */
  @ParameterizedTest
  @CsvSource({
    "lenet, 10, 256, 0.9",
    "alexnet_d2l, 10, 128, 0.01",
    "vgg11_d2l_small, 10, 128, 0.05",
    "nin, 10, 128, 0.1",
    "googlenet_d2l, 10, 128, 0.1",
    "resnet18_d2l, 10, 256, 0.05",
    "densenet_d2l, 10, 256, 0.1",
    "mobilenet_v1_d2l, 10, 256, 0.1"
  })
  void isThatOfTheNotes(String model, int epochs, int batch, double lr) {
    Recipe recipe = NotesRecipe.of(Zoo.named(model));
    assertThat(recipe.epochs()).isEqualTo(epochs);
    assertThat(recipe.batch()).isEqualTo(batch);
    assertThat(recipe.lr()).isEqualTo(lr);
  }
}
