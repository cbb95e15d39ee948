// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.preset;

import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Nearest;
import dev.fovea.train.recipe.Recipe;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The recipes that come with Fovea, from YAML files beside this class. */
public final class Presets {
  private static final List<String> NAMES =
      List.of(
          "notes/lenet",
          "notes/lenet_bn",
          "notes/alexnet",
          "notes/vgg11",
          "notes/vgg11_128",
          "notes/nin",
          "notes/googlenet",
          "notes/resnet18",
          "notes/densenet",
          "notes/mobilenet",
          "fashion-mnist/fast",
          "fashion-mnist/best",
          "mnist/lenet5",
          "cifar10/fast",
          "cifar10/best");

  /** What every file says beside the settings of the recipe. */
  private static final List<String> NEEDED = List.of("about", "model", "data");

  private static final String PRECISION = "precision";

  /** What a file may say beside them. */
  private static final List<String> OTHERS = List.of("about", "model", "data", PRECISION);

  /** Where a recipe file says nothing: the notes' way (T60). */
  private static final Recipe BASE = Recipe.of(10, 256, 0.1);

  private Presets() {}

  public static List<String> names() {
    return NAMES;
  }

  public static List<Preset> all() {
    return NAMES.stream().map(Presets::read).toList();
  }

  /**
   * The preset of that name.
   *
   * @throws FoveaException with the nearest names when there is none
   */
  public static Preset named(String name) {
    if (!NAMES.contains(name)) {
      throw Nearest.unknown("recipe", name, NAMES);
    }
    return read(name);
  }

  /** How the notes train a network; empty when they do not. */
  public static Optional<Preset> ofModel(String model) {
    return NAMES.stream()
        .filter(name -> name.startsWith("notes/"))
        .map(Presets::read)
        .filter(preset -> preset.model().equals(model))
        .findFirst();
  }

  /**
   * How the notes train the nearest relative of a network; for no relative, T60 with lr 0.1.
   * LeNet's rate is for its sigmoids, so it is nobody's relative.
   */
  public static Recipe ofFamily(String family) {
    String relative =
        switch (family) {
          case "alexnet" -> "notes/alexnet";
          case "vgg" -> "notes/vgg11_128";
          case "nin" -> "notes/nin";
          case "googlenet" -> "notes/googlenet";
          case "resnet" -> "notes/resnet18";
          default -> "";
        };
    return (relative.isEmpty() ? BASE : named(relative).recipe()).size(0);
  }

  private static Preset read(String name) {
    Sheet sheet = Sheet.parse(name + ".yaml", text(name), OTHERS);
    sheet.require(NEEDED);
    return new Preset(
        name,
        sheet.text("about").orElseThrow(),
        sheet.text("model").orElseThrow(),
        sheet.text("data").orElseThrow(),
        sheet.text(PRECISION).orElse("f32"),
        sheet.over(BASE));
  }

  private static String text(String name) {
    try (InputStream in = Presets.class.getResourceAsStream(name + ".yaml")) {
      FoveaException.check(in != null, "the recipe %s is missing from this build", name);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
