// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.preset;

import dev.fovea.data.augment.Augmentation;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Update;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Settings of a recipe that contradict one given over it. Nobody asked for them here, so they give
 * way; given side by side they are refused.
 */
final class Inherited {
  /**
   * A setting that gives way.
   *
   * @param to the one that was given
   * @param key the one that gives way
   * @param instead its value where it contradicts nothing
   * @param contradicts whether the two do not go together, by the values of all
   */
  private record Way(
      String to,
      String key,
      UnaryOperator<Object> instead,
      Predicate<Map<String, Object>> contradicts) {
    Way(String to, String key, Object nothing, Predicate<Map<String, Object>> contradicts) {
      this(to, key, any -> nothing, contradicts);
    }
  }

  private static final List<Way> WAYS =
      List.of(
          new Way("optimizer", "momentum", 0.0, one("optimizer", Set.of("adam", "adamw"))),
          new Way(
              "optimizer",
              "nesterov",
              false,
              one("optimizer", Set.of("adam", "adamw", "rmsprop", "lars"))),
          new Way("momentum", "nesterov", false, one("momentum", Set.of(0.0))),
          new Way("schedule", "warmup", 0.0, one("schedule", Set.of("one-cycle", "triangle"))),
          new Way(
              "epochs",
              "warmup",
              0.0,
              values -> (Double) values.get("warmup") >= (Integer) values.get("epochs")),
          new Way("overfit", "augment", List.of(), values -> !values.get("overfit").equals(0)),
          new Way("overfit", "cropFrom", 0, values -> !cuts(values)),
          new Way("augment", "cropFrom", 0, values -> !cuts(values)),
          new Way(
              "size", "cropFrom", 0, values -> whole(values, "cropFrom") <= whole(values, "size")),
          new Way(
              "size",
              "startSize",
              0,
              values ->
                  whole(values, "size") > 0 && whole(values, "startSize") >= whole(values, "size")),
          new Way("size", "startEpochs", 0, values -> whole(values, "startSize") == 0),
          new Way(
              "epochs",
              "startEpochs",
              0,
              values -> whole(values, "startEpochs") >= whole(values, "epochs")),
          new Way("epochs", "startSize", 0, values -> whole(values, "startEpochs") == 0),
          new Way("startSize", "startEpochs", 0, values -> whole(values, "startSize") == 0),
          new Way("startEpochs", "startSize", 0, values -> whole(values, "startEpochs") == 0),
          new Way("loss", "labelSmoothing", 0.0, one("loss", Set.of("hinge"))),
          new Way("loss", "classWeights", List.of(), one("loss", Set.of("hinge", "bce"))),
          new Way("loss", "augment", Inherited::unmixed, one("loss", Set.of("hinge"))));

  private Inherited() {}

  private static Predicate<Map<String, Object>> one(String key, Set<Object> of) {
    return values -> of.contains(values.get(key));
  }

  /** In words what has gone: a setting, or some items of its list. */
  private static String what(String key, Object before, Object instead) {
    if (!(instead instanceof List<?> left) || left.isEmpty()) {
      return key;
    }
    List<String> items =
        ((List<?>) before).stream().filter(i -> !left.contains(i)).map(String::valueOf).toList();
    return String.join(", ", items) + " of " + key;
  }

  private static int whole(Map<String, Object> values, String key) {
    return (Integer) values.get(key);
  }

  private static boolean cuts(Map<String, Object> values) {
    return augmentation((List<?>) values.get("augment")).cuts();
  }

  /** The steps that mix no images. */
  private static Object unmixed(Object augment) {
    return ((List<?>) augment)
        .stream().filter(step -> augmentation(List.of(step)).mixings().isEmpty()).toList();
  }

  private static Augmentation augmentation(List<?> steps) {
    return Augmentation.parse(steps.stream().map(String::valueOf).toList());
  }

  /**
   * Gives rmsprop its own usual alpha, and others their beta2 again. The two share a key, so what
   * is usual for one rule is not taken for another; what differs from the usual was meant.
   *
   * @param before the recipe under the settings that are given
   */
  static void takeUsual(Map<String, Object> values, Recipe before, Set<String> given) {
    double usual = before.update().rule().usualBeta2();
    if (!given.contains("beta2") && before.update().beta2() == usual) {
      Update.Rule rule =
          Arrays.stream(Update.Rule.values())
              .filter(r -> r.toString().equals(values.get("optimizer")))
              .findFirst()
              .orElseThrow();
      values.put("beta2", rule.usualBeta2());
    }
  }

  /**
   * Takes from {@code values} what contradicts a setting of {@code given} and is none of them.
   *
   * @return what was taken, in words
   */
  static List<String> giveWay(Map<String, Object> values, Set<String> given) {
    List<String> gone = new ArrayList<>();
    for (Way way : WAYS) {
      if (given.contains(way.to) && !given.contains(way.key) && way.contradicts.test(values)) {
        Object before = values.get(way.key);
        Object instead = way.instead.apply(before);
        values.put(way.key, instead);
        if (!instead.equals(before)) {
          gone.add(what(way.key, before, instead));
        }
      }
    }
    return gone;
  }
}
