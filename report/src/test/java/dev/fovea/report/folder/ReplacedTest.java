// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.report.Runs;
import dev.fovea.train.file.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The run that another is to replace is there until that one has something to show. */
class ReplacedTest {
  @TempDir Path temp;
  private Path run;
  private Map<String, String> old;

  @BeforeEach
  void train() throws IOException {
    run = temp.resolve("r");
    RunFolder.create(run, false, Runs.args()).close();
    for (String file :
        new String[] {
          "result.json",
          "weights/best.safetensors",
          "checkpoints/last.safetensors",
          "plots/curves.png",
          "notes.txt"
        }) {
      Files.writeString(run.resolve(file), "old " + file);
    }
    old = files(run);
    assertThat(old).hasSize(6);
  }

  /** What is in a folder, the lock left out. */
  private static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith(RunLock.NAME)) {
          found.put(folder.relativize(file).toString(), Files.readString(file));
        }
      }
    }
    return found;
  }

  @Test
  void aRunThatFailsGivesBackWhatItWasToReplace() throws IOException {
    try (RunFolder next = RunFolder.create(run, true, Runs.args())) {
      assertThat(next.checkpoint()).isEmpty();
      assertThat(run.resolve("replaced-run/weights/best.safetensors")).exists();
      Files.writeString(next.bestWeights(), "new");
      next.discard();
    }
    assertThat(files(run)).isEqualTo(old);
    assertThat(run.resolve(Replaced.NAME)).doesNotExist();
  }

  @Test
  void theFirstCheckpointEndsIt() throws IOException {
    try (RunFolder next = RunFolder.create(run, true, Runs.args())) {
      next.keep();
      assertThat(run.resolve(Replaced.NAME)).exists();
      Files.writeString(next.checkpointFile(), "new");
      next.keep();
    }
    assertThat(files(run))
        .containsOnlyKeys("args.yaml", "checkpoints/last.safetensors", "notes.txt");
    assertThat(run.resolve(Replaced.NAME)).doesNotExist();
  }

  @Test
  void aKilledRunCanGoOnAndWhatItReplacesStays() throws IOException {
    RunFolder.create(run, true, Runs.args()).close();
    try (RunFolder same = RunFolder.resume(run)) {
      assertThat(same.checkpoint()).isEmpty();
      assertThat(RunFolder.open(run.resolve(Replaced.NAME)).result()).hasContent("old result.json");
    }
    assertThatThrownBy(() -> RunFolder.create(run, false, Runs.args()))
        .hasMessageContaining("replace it by --overwrite");
  }

  @Test
  void aKilledRunIsReplacedInTurnAndTheOldOneStays() throws IOException {
    RunFolder.create(run, true, Runs.args()).close();
    try (RunFolder third = RunFolder.create(run, true, Runs.args())) {
      assertThat(run.resolve("replaced-run/result.json")).hasContent("old result.json");
      third.discard();
    }
    assertThat(files(run)).isEqualTo(old);
  }

  /** Whatever number of moves a process has made when it is killed, the next one ends them. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void aMoveThatWasCutShortIsUndone(int moves) throws IOException {
    Path aside = Files.createDirectory(run.resolve(Replaced.NAME));
    RunFolder.OWN.stream()
        .filter(name -> Files.exists(run.resolve(name)))
        .limit(moves)
        .forEach(name -> Folders.move(run.resolve(name), aside.resolve(name)));
    if (moves < 5) {
      // Whoever looks into the run meanwhile must not do harm.
      RunFolder.open(run);
    }
    RunFolder.resume(run).close();
    assertThat(files(run)).isEqualTo(old);
    assertThat(aside).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void aWayBackThatWasCutShortIsGoneToItsEnd(int moves) throws IOException {
    RunFolder.create(run, true, Runs.args()).close();
    Path aside = run.resolve(Replaced.NAME);
    Replaced.removeOwn(run);
    Stream.concat(Stream.of(RunFolder.ARGS), RunFolder.OWN.stream())
        .distinct()
        .filter(name -> Files.exists(aside.resolve(name)))
        .limit(moves)
        .forEach(name -> Folders.move(aside.resolve(name), run.resolve(name)));
    RunFolder.resume(run).close();
    assertThat(files(run)).isEqualTo(old);
    assertThat(aside).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4, 5})
  void aRemovalThatWasCutShortIsEnded(int removed) throws IOException {
    RunFolder next = RunFolder.create(run, true, Runs.args());
    next.close();
    Files.writeString(next.checkpointFile(), "new");
    Path aside = run.resolve(Replaced.NAME);
    RunFolder.OWN.stream()
        .filter(name -> Files.exists(aside.resolve(name)))
        .limit(removed)
        .forEach(name -> Folders.remove(aside.resolve(name)));
    RunFolder.resume(run).close();
    assertThat(next.checkpointFile()).hasContent("new");
    assertThat(files(run)).hasSize(3);
    assertThat(aside).doesNotExist();
  }

  @Test
  void aRunThatCannotBeMovedStays() throws IOException {
    // A file where the folder is to be.
    Files.writeString(run.resolve(Replaced.NAME), "in the way");
    assertThatThrownBy(() -> RunFolder.create(run, true, Runs.args()))
        .hasMessageContaining(Replaced.NAME);
    Files.delete(run.resolve(Replaced.NAME));
    assertThat(files(run)).isEqualTo(old);
    assertThat(RunLock.held(run)).isFalse();
  }
}
