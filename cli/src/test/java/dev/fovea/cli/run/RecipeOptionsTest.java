// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fovea.cli.console.UsageException;
import dev.fovea.cli.option.ZooModel;
import dev.fovea.models.Entry;
import dev.fovea.train.preset.Preset;
import dev.fovea.train.preset.Presets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class RecipeOptionsTest {
  private final List<String> notes = new ArrayList<>();

  @ParameterizedTest
  @MethodSource("names")
  void aRecipeIsTakenAsItStands(String name) {
    Preset preset = Presets.named(name);
    RecipeOptions.Choice choice = choose(Optional.empty(), "--recipe", name);
    assertEquals(preset.model(), choice.model().name());
    assertEquals(preset.recipe(), choice.recipe());
    assertEquals(List.of(), notes);
  }

  static List<String> names() {
    return Presets.names();
  }

  @ParameterizedTest
  @CsvSource({
    // the same network with other options: images as the recipe has them
    "fashion-mnist/best, resnet20,                       28, 1",
    "fashion-mnist/best, resnet20:width=24,              28, 1",
    "fashion-mnist/best, 'resnet20:width=32,depths=2-2-2', 28, 0",
    "notes/lenet,        lenet:activation=relu,          28, 0",
    // another network: images as that has them
    "fashion-mnist/best, resnet56,                       32, 1",
    "notes/lenet,        lenet5,                         32, 1",
  })
  void anotherNetworkByARecipe(String recipe, String model, int size, int said) {
    RecipeOptions.Choice choice = choose(Optional.of(named(model)), "--recipe", recipe);
    assertEquals(size, choice.recipe().size());
    assertEquals(said, notes.size(), notes::toString);
  }

  @Test
  void theNoteNamesBoth() {
    choose(Optional.of(named("resnet20")), "--recipe", "fashion-mnist/best");
    assertEquals(
        List.of(
            "recipe fashion-mnist/best is made for resnet20:width=32,depths=2-2-2;"
                + " training resnet20 by it"),
        notes);
  }

  @Test
  void placesInAFileAreTakenAsOnTheCommandLine(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("own.yaml"), "data: src\n");
    RecipeOptions.Choice choice = choose(Optional.of(named("lenet")), "--config", file.toString());
    assertEquals(Path.of("src").toAbsolutePath().toString(), choice.data());
    Files.writeString(file, "data: fashion-mist\n");
    UsageException refused =
        assertThrows(
            UsageException.class,
            () -> choose(Optional.of(named("lenet")), "--config", file.toString()));
    assertEquals(
        "unknown dataset 'fashion-mist'; did you mean fashion-mnist?", refused.getMessage());
  }

  private static Entry named(String name) {
    return new ZooModel().convert(name);
  }

  private RecipeOptions.Choice choose(Optional<Entry> model, String... args) {
    RecipeOptions options = new RecipeOptions();
    CommandSpec spec = CommandSpec.create();
    spec.addMixin("recipe", CommandSpec.forAnnotatedObject(options));
    new CommandLine(spec).parseArgs(args);
    return options.choose(model, Optional.empty(), notes::add);
  }
}
