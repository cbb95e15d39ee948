// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.report.Runs;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.recipe.Average;
import dev.fovea.train.recipe.Images;
import dev.fovea.train.recipe.InitRecipe;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFolderTest {
  @TempDir Path temp;

  @Test
  void numbersFollowTheHighestOne() throws IOException {
    Path runs = temp.resolve("runs");
    assertThat(RunFolder.numbered(runs, Runs.args()).path()).isEqualTo(runs.resolve("flat-1"));
    assertThat(RunFolder.numbered(runs, Runs.args()).path()).isEqualTo(runs.resolve("flat-2"));
    Files.createDirectory(runs.resolve("flat-7"));
    Files.createDirectory(runs.resolve("flat-x-9"));
    assertThat(RunFolder.numbered(runs, Runs.args()).path()).isEqualTo(runs.resolve("flat-8"));
  }

  @Test
  void anExistingRunIsNotTouched() throws IOException {
    Path path = temp.resolve("r");
    RunFolder.create(path, false, Runs.args()).close();
    Files.writeString(path.resolve("result.json"), "{}");
    assertThatThrownBy(() -> RunFolder.create(path, false, Runs.args()))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("--resume " + path)
        .hasMessageContaining("--overwrite");
    assertThat(path.resolve("result.json")).exists();
    Files.writeString(path.resolve("notes.txt"), "mine");
    RunFolder again = RunFolder.create(path, true, Runs.args());
    assertThat(again.result()).doesNotExist();
    assertThat(path.resolve("notes.txt")).exists();
  }

  @Test
  void foreignFoldersAndFilesAreRefusedEvenWhenOverwriting() throws IOException {
    Files.writeString(temp.resolve("thesis.tex"), "");
    assertThatThrownBy(() -> RunFolder.create(temp, true, Runs.args()))
        .hasMessageContaining("files that are not of a run");
    assertThatThrownBy(() -> RunFolder.create(temp.resolve("thesis.tex"), true, Runs.args()))
        .hasMessageContaining("is a file");
    assertThatThrownBy(() -> RunFolder.create(temp.resolve("thesis.tex/r"), true, Runs.args()))
        .isInstanceOf(FoveaException.class)
        .message()
        .hasLineCount(1);
    assertThat(temp.toFile().list()).containsExactly("thesis.tex");
  }

  @Test
  void discardLeavesNothingOfItsOwn() throws IOException {
    RunFolder made = RunFolder.create(temp.resolve("a/b"), false, Runs.args());
    made.discard();
    assertThat(temp.resolve("a/b")).doesNotExist();
    Path given = Files.createDirectory(temp.resolve("given"));
    RunFolder.create(given, false, Runs.args()).discard();
    assertThat(given).isEmptyDirectory();
  }

  @Test
  void openingWantsARun() throws IOException {
    assertThatThrownBy(() -> RunFolder.open(temp.resolve("none")))
        .hasMessage("there is no run folder %s", temp.resolve("none"));
    assertThatThrownBy(() -> RunFolder.open(temp))
        .hasMessage("%s is not a run folder: it has no args.yaml", temp);
    RunFolder folder = RunFolder.create(temp.resolve("r"), false, Runs.args());
    assertThat(RunFolder.open(temp.resolve("r")).checkpoint()).isEmpty();
    assertThatThrownBy(folder::weightsToUse).hasMessageContaining("has no weights yet");
    Files.writeString(folder.checkpointFile(), "not a checkpoint at all");
    assertThatThrownBy(folder::checkpoint)
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith(folder.checkpointFile().toString());
  }

  @Test
  void argsReadBack() {
    Recipe recipe =
        Recipe.of(7, 3, 1e-4)
            .momentum(0.25)
            .seed(-5_000_000_000L)
            .init(InitRecipe.HE_NORMAL)
            .size(32)
            .images(new Images(List.of("crop 4 reflect", "flip"), List.of(0.5), List.of(0.25)))
            .freeze(List.of("*.bias", "layer1.?.weight"))
            .schedule(Schedule.of(Schedule.Kind.ONE_CYCLE))
            .average(new Average(Average.Kind.EMA, 0.99, 0));
    RunArgs args =
        new RunArgs(
            "lenet",
            "fashion-mnist",
            "/a path: with # signs",
            recipe,
            new RunArgs.Machine("onednn", "f32", 2, 1));
    assertThat(RunArgs.parse("args.yaml", args.yaml())).isEqualTo(args);
    assertThat(args.yaml()).contains("init: he-normal\n").contains("lr: 1.0E-4\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/tab\there",
        "/line\nbreak",
        "/two\n\n breaks\n",
        "/return\rhere\r\n",
        "/bell\u0007 escape\u001b[31m delete\u007f next\u0085 \u2028",
        "/ends with a space ",
        "/quotes ' and \" and \\ and %s: #",
        "/\ud83d\ude00 \u00fc",
        "null",
        "12",
        "~"
      })
  void pathsReadBackWhateverStandsInThem(String path) {
    for (String dir : List.of(path, "/long  folder name".repeat(200) + path)) {
      RunArgs args = new RunArgs("lenet", dir, dir, Runs.RECIPE, Runs.args().machine());
      assertThat(RunArgs.parse("args.yaml", args.yaml())).isEqualTo(args);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "3",
        "[]",
        "model: lenet",
        "model: [",
        "lr: x\nmodel: a",
        "model: a\nmodel: b",
        "unknown: 1"
      })
  void argsThatAreNoneAreRefusedInOneLine(String yaml) throws IOException {
    RunFolder folder = RunFolder.create(temp.resolve("r"), false, Runs.args());
    Path file = folder.path().resolve("args.yaml");
    Files.writeString(file, yaml);
    assertThatThrownBy(folder::args)
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith(file.toString())
        .message()
        .hasLineCount(1);
  }

  @Test
  void argsWithAnImpossibleRecipeAreRefused() throws IOException {
    RunFolder folder = RunFolder.create(temp.resolve("r"), false, Runs.args());
    Path file = folder.path().resolve("args.yaml");
    Files.writeString(file, Runs.args().yaml().replace("batch: 16", "batch: 0"));
    assertThatThrownBy(folder::args).hasMessage("%s:9: batch must be at least 1, was 0", file);
  }
}
