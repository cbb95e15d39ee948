// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.preset;

import dev.fovea.train.recipe.Recipe;

/**
 * A recipe that comes with Fovea.
 *
 * @param name for example {@code notes/lenet}
 * @param about what it is for and where it comes from
 * @param model the network it is made for
 * @param data the dataset it is made for
 * @param precision the arithmetic it is made for, as {@code --precision} takes it
 * @param recipe its settings
 */
public record Preset(
    String name, String about, String model, String data, String precision, Recipe recipe) {}
