// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import dev.fovea.op.Parameter;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.Nearest;
import java.util.Arrays;
import java.util.Locale;

/**
 * How the weights of convolutions and linear layers start. Biases, and scale and shift of a
 * normalisation, start as the model says in any case.
 */
public enum InitRecipe {
  /** As the model says; PyTorch's defaults unless it says otherwise. */
  MODEL,
  /** Notes T46. */
  XAVIER_UNIFORM,
  /** He et al. 2015, by fan-in. */
  HE_NORMAL;

  /** How one parameter starts. */
  public Init of(Parameter p) {
    boolean weight = p.role() == Parameter.Role.WEIGHT && p.type().rank() >= 2;
    return switch (this) {
      case MODEL -> p.init();
      case XAVIER_UNIFORM -> weight ? Init.xavierUniform() : p.init();
      case HE_NORMAL -> weight ? Init.heNormal() : p.init();
    };
  }

  /** The name users write, for example {@code xavier-uniform}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Reads the form {@link #toString} prints. */
  public static InitRecipe parse(String text) {
    return Arrays.stream(values())
        .filter(recipe -> recipe.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                Nearest.unknown(
                    "init", text, Arrays.stream(values()).map(InitRecipe::toString).toList()));
  }
}
