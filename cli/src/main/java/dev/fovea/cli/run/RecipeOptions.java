// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.cli.console.UsageException;
import dev.fovea.models.Entry;
import dev.fovea.train.recipe.Recipe;
import picocli.CommandLine.Option;

/** How to train; what is not given is as the study notes have it. */
final class RecipeOptions {
  /** No dataset here is larger. */
  private static final int LARGEST = 4096;

  @Option(
      names = "--size",
      paramLabel = "N",
      description = "Resize images to N x N; default: what the model is made for.")
  private Integer size;

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the data; default: 10.")
  private Integer epochs;

  @Option(names = "--batch", paramLabel = "N", description = "Images in a step; for lenet: 256.")
  private Integer batch;

  @Option(names = "--lr", paramLabel = "X", description = "Learning rate; for lenet: 0.9.")
  private Double lr;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides the starting weights and the order of the images; default: 0.")
  private long seed;

  Recipe recipe(Entry model) {
    Recipe notes = NotesRecipe.of(model);
    Recipe recipe =
        new Recipe(
            atLeastOne("--epochs", epochs, notes.epochs()),
            atLeastOne("--batch", batch, notes.batch()),
            rate(notes.lr()),
            notes.momentum(),
            seed,
            notes.init(),
            atLeastOne("--size", size, model.input().dim(1)));
    UsageException.require(
        recipe.size() <= LARGEST, "--size is %d, expected at most %d", recipe.size(), LARGEST);
    return recipe;
  }

  private double rate(double otherwise) {
    double value = lr == null ? otherwise : lr;
    UsageException.require(
        value > 0 && Double.isFinite(value), "--lr is %s, expected a positive number", value);
    return value;
  }

  private static int atLeastOne(String option, Integer given, int otherwise) {
    int value = given == null ? otherwise : given;
    UsageException.require(value >= 1, "%s is %d, expected at least 1", option, value);
    return value;
  }
}
