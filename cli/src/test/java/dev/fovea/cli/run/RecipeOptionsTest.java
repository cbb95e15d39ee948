// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fovea.cli.console.UsageException;
import dev.fovea.cli.option.ZooModel;
import dev.fovea.models.Entry;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.preset.Keys;
import dev.fovea.train.preset.Preset;
import dev.fovea.train.preset.Presets;
import dev.fovea.train.recipe.Recipe;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
  void aNetworkInAFileHasItsOwnSize(@TempDir Path folder) throws IOException {
    Entry own = inFile(folder.resolve("own.yaml"), "resnet18_d2l", "1x20x20");
    RecipeOptions.Choice choice = choose(Optional.of(own));
    assertEquals(20, choice.recipe().size());
    assertEquals(
        List.of("recipe notes/resnet18 is made for resnet18_d2l; training own.yaml by it"), notes);
  }

  @Test
  void trainingIsOnSquares(@TempDir Path folder) throws IOException {
    Entry wide = inFile(folder.resolve("wide.yaml"), "wide", "1x16x48");
    UsageException refused = assertThrows(UsageException.class, () -> choose(Optional.of(wide)));
    assertEquals(
        "wide is made for images of 16 x 48, and training is on square ones; give --size N",
        refused.getMessage());
    assertEquals(32, choose(Optional.of(wide), "--size", "32").recipe().size());
  }

  @ParameterizedTest
  @CsvSource({
    "--optimizer adam,       'momentum, nesterov'",
    "--optimizer rmsprop,    nesterov",
    "--momentum 0,           nesterov",
    "--schedule one-cycle,   warmup",
    "--epochs 2,             warmup",
    "--overfit 64,           augment",
    "--loss hinge,           labelSmoothing",
  })
  void whatContradictsAnOptionGivesWay(String option, String gone) {
    List<String> line = new ArrayList<>(List.of("--recipe", "fashion-mnist/best"));
    line.addAll(List.of(option.split(" ")));
    if (option.startsWith("--loss")) {
      line.addAll(List.of("--augment", ""));
    }
    choose(Optional.empty(), line.toArray(String[]::new));
    assertEquals(List.of("left out of the recipe: " + gone), notes);
  }

  @ParameterizedTest
  @CsvSource({
    "--overfit 64,         'augment, cropFrom'",
    "--augment flip,       cropFrom",
    "--epochs 3,           'startEpochs, startSize'",
    "--size 16,            'startSize, startEpochs'",
    "--size 48,            cropFrom",
    "--start-epochs 0,     startSize",
    "--loss bce,           classWeights",
    "--loss hinge,         'classWeights, mixup 0.2 of augment'",
  })
  void whatAFileSaysGivesWayToAnOption(String option, String gone, @TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("my.yaml");
    Files.writeString(
        file,
        "augment: [resized-crop 0.3, flip, mixup 0.2]\ncropFrom: 40\nsize: 28\nstartSize: 14\n"
            + "startEpochs: 4\nclassWeights: [1, 2]\n");
    List<String> line = new ArrayList<>(List.of("--config", file.toString()));
    line.addAll(List.of(option.split(" ")));
    if (option.equals("--size 16")) {
      Files.writeString(file, Files.readString(file).replace("startSize: 14", "startSize: 20"));
    }
    choose(Optional.of(named("lenet")), line.toArray(String[]::new));
    assertEquals(List.of("left out of the recipe: " + gone), notes);
  }

  @Test
  void settingsAreNamedAsOptions(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("my.yaml"), "lr: 1\naugment:\n- flip\n");
    UsageException refused =
        assertThrows(
            UsageException.class,
            () ->
                choose(
                    Optional.of(named("lenet")),
                    "--config",
                    file.toString(),
                    "--schedule",
                    "multi-step"));
    assertEquals(true, refused.getMessage().startsWith("--schedule multi-step needs --lr-at"));
    UsageException crop =
        assertThrows(
            UsageException.class,
            () ->
                choose(
                    Optional.of(named("lenet")), "--config", file.toString(), "--crop-from", "64"));
    assertEquals(
        "--crop-from is where resized-crop cuts, and augment does not begin with that; add it, or"
            + " drop --crop-from",
        crop.getMessage());
  }

  @Test
  void aSettingOfTheFileThatAnOptionContradictsIsNamed(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("my.yaml"), "lr: 1\noptimizer: adam\n");
    String[] line = {"--config", file.toString(), "--momentum", "0.9"};
    UsageException refused =
        assertThrows(UsageException.class, () -> choose(Optional.of(named("lenet")), line));
    assertEquals(
        file + ":2: optimizer adam has beta1 in place of momentum; drop momentum",
        refused.getMessage());
  }

  @Test
  void aRecipeOfWhichNothingIsLeftIsNotSpokenOf(@TempDir Path folder) throws IOException {
    Path own = folder.resolve("model.yaml");
    inFile(own, "lenet", "1x28x28");
    Path args = folder.resolve("args.yaml");
    StringBuilder all = new StringBuilder("model: lenet\nmodelFile: model.yaml\n");
    Keys.values(Recipe.of(1, 8, 0.1))
        .forEach((key, value) -> all.append(key + ": " + value + "\n"));
    Files.writeString(args, all.toString());
    choose(Optional.empty(), "--config", args.toString());
    assertEquals(List.of(), notes);
  }

  @Test
  void optionsThatContradictEachOtherAreRefused() {
    UsageException refused =
        assertThrows(
            UsageException.class,
            () -> choose(Optional.of(named("lenet")), "--optimizer", "adam", "--momentum", "0.9"));
    assertEquals(
        "--optimizer adam has beta1 in place of momentum; drop --momentum", refused.getMessage());
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
        file
            + ":1: data: unknown dataset 'fashion-mist'; did you mean fashion-mnist?; there is no"
            + " folder of that name either",
        refused.getMessage());
  }

  @Test
  void theFileOfARunsNetworkIsFoundFromACopyOfItsArguments(@TempDir Path folder)
      throws IOException {
    inFile(folder.resolve("model.yaml"), "lenet", "1x28x28");
    Path args = folder.resolve("args.yaml");
    Path copy = folder.resolve("args2.yaml");
    for (Path file : List.of(args, copy)) {
      Files.writeString(file, "model: lenet\nmodelFile: model.yaml\n");
      RecipeOptions.Choice choice = choose(Optional.empty(), "--config", file.toString());
      assertEquals(ZooModel.FILE, choice.model().family());
      assertEquals("lenet", choice.model().name());
    }
    Files.writeString(args, "model: lenet\n");
    RecipeOptions.Choice old = choose(Optional.empty(), "--config", args.toString());
    assertEquals(ZooModel.FILE, old.model().family());

    Files.delete(folder.resolve("model.yaml"));
    FoveaException refused =
        assertThrows(
            FoveaException.class, () -> choose(Optional.empty(), "--config", copy.toString()));
    assertEquals(
        copy
            + ":2: modelFile is model.yaml, and there is no "
            + folder.resolve("model.yaml")
            + "; put it there, or give the MODEL",
        refused.getMessage());
    Files.writeString(args, "model: lenet\nmodelFile: ''\n");
    RecipeOptions.Choice zoo = choose(Optional.empty(), "--config", args.toString());
    assertEquals("lenet", zoo.model().family());
  }

  private static Entry inFile(Path file, String name, String input) throws IOException {
    String layers = "layers: [global_average_pool, linear: classes]";
    Files.writeString(file, "name: %s\ninput: %s\n%s\n".formatted(name, input, layers));
    return named(file.toString());
  }

  private static Entry named(String name) {
    return new ZooModel().convert(name);
  }

  private RecipeOptions.Choice choose(Optional<Entry> model, String... args) {
    Host host = new Host();
    new CommandLine(host).parseArgs(args);
    return host.options.choose(model, Optional.empty(), notes::add);
  }

  @Command
  private static class Host {
    @Mixin private RecipeOptions options;
  }
}
