// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.preset;

import dev.fovea.tensor.FoveaException;
import dev.fovea.train.recipe.Recipe;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Settings that only matter beside another one. A recipe may hold them in any case; an option that
 * somebody takes the trouble to give and that changes nothing is a mistake. Momentum is not among
 * them: 0 has to be given to take an optimiser without it where the recipe has one with it.
 */
public final class Relevance {
  /** A setting matters while {@code key} is one of {@code values}. */
  private record Beside(String key, List<String> values) {}

  private static final Map<String, Beside> BESIDE =
      Map.ofEntries(
          Map.entry("lrGamma", new Beside("schedule", List.of("step", "multi-step", "plateau"))),
          Map.entry("lrEvery", new Beside("schedule", List.of("step"))),
          Map.entry("lrAt", new Beside("schedule", List.of("multi-step"))),
          Map.entry("lrRise", new Beside("schedule", List.of("one-cycle", "triangle"))),
          Map.entry("lrPower", new Beside("schedule", List.of("polynomial"))),
          Map.entry("lrPatience", new Beside("schedule", List.of("plateau"))),
          Map.entry(
              "lrEnd",
              new Beside("schedule", List.of("cosine", "polynomial", "one-cycle", "triangle"))),
          Map.entry("beta1", new Beside("optimizer", List.of("adam", "adamw"))),
          Map.entry("beta2", new Beside("optimizer", List.of("adam", "adamw", "rmsprop"))),
          Map.entry("epsilon", new Beside("optimizer", List.of("adam", "adamw", "rmsprop"))),
          Map.entry("trust", new Beside("optimizer", List.of("lars"))),
          Map.entry("averageDecay", new Beside("average", List.of("ema"))),
          Map.entry("averageStart", new Beside("average", List.of("swa"))));

  private Relevance() {}

  /**
   * Throws when one of the options changes nothing.
   *
   * @param given names of the settings that were given one by one
   * @param recipe what they came to
   */
  public static void check(Collection<String> given, Recipe recipe) {
    for (String key : given) {
      Beside beside = BESIDE.get(key);
      if (beside != null) {
        String value = String.valueOf(Keys.named(beside.key).of().apply(recipe));
        FoveaException.check(
            beside.values.contains(value),
            "%s is of %s %s, and that is %s; drop it, or give %s",
            Key.option(key),
            beside.key,
            String.join(" or ", beside.values),
            value,
            Key.option(beside.key));
      }
    }
  }
}
