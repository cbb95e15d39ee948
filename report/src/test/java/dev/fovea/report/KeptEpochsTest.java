// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.report.folder.Manifest;
import dev.fovea.report.folder.RunFolder;
import dev.fovea.train.Job;
import dev.fovea.train.Trainer;
import dev.fovea.train.file.Folders;
import dev.fovea.train.recipe.Monitor;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Saving;
import dev.fovea.train.state.EpochResult;
import dev.fovea.train.state.Progress;
import dev.fovea.train.state.WeightFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptEpochsTest {
  @TempDir Path runs;

  private static Progress train(RunFolder folder, int keep, Monitor monitor) {
    Job base = Runs.job(false);
    Recipe recipe = base.recipe().epochs(5).lr(0.3).saving(new Saving(monitor, keep, 0));
    Job job = new Job(base.model(), base.network(), base.data(), recipe, base.compute());
    Manifest.Build build = new Manifest.Build("0.1", "");
    try (RunRecorder recorder = new RunRecorder(folder, build, Runs.data(), w -> {})) {
      Trainer trainer = new Trainer(job, List.of(recorder, new KeptEpochs(folder)));
      return folder.checkpoint().map(trainer::resume).orElseGet(trainer::run);
    }
  }

  private static List<String> names(Progress end, int keep) {
    return Stream.concat(
            Stream.of("best", "last"),
            end.best(keep).stream().map(EpochResult::epoch).map(e -> "epoch-" + e))
        .map(name -> name + ".safetensors")
        .sorted()
        .toList();
  }

  @Test
  void theBestByTheMonitoredFigureAreKept() throws IOException {
    for (Monitor monitor : Monitor.values()) {
      RunFolder folder = RunFolder.create(runs.resolve("" + monitor), false, Runs.args());
      Progress end = train(folder, 2, monitor);
      Path weights = folder.lastWeights().getParent();
      assertThat(Folders.list(weights)).as("" + monitor).isEqualTo(names(end, 2));
      EpochResult best = end.best().orElseThrow();
      end.history()
          .forEach(
              e ->
                  assertThat(e.figure(monitor) * (monitor.isLoss() ? -1 : 1))
                      .isLessThanOrEqualTo(best.figure(monitor) * (monitor.isLoss() ? -1 : 1)));
      for (EpochResult kept : end.best(2)) {
        Path file = weights.resolve("epoch-" + kept.epoch() + ".safetensors");
        assertThat(WeightFile.read(file).about()).containsEntry("epoch", "" + kept.epoch());
      }
      assertThat(weights.resolve("epoch-" + best.epoch() + ".safetensors"))
          .hasSameBinaryContentAs(folder.bestWeights());
    }
  }

  /** What a kill between the checkpoint and the copy leaves, and one after a copy too many. */
  @Test
  void goingOnMakesGoodWhatAKillLeft() throws IOException {
    RunFolder folder = RunFolder.create(runs.resolve("a"), false, Runs.args());
    Progress end = train(folder, 5, Monitor.TEST_LOSS);
    Path weights = folder.lastWeights().getParent();
    Path last = weights.resolve("epoch-5.safetensors");
    Path second = weights.resolve("epoch-2.safetensors");
    byte[] content = Files.readAllBytes(last);
    Files.delete(last);
    Files.copy(second, weights.resolve("epoch-9.safetensors"));
    train(folder, 5, Monitor.TEST_LOSS);
    assertThat(Folders.list(weights)).isEqualTo(names(end, 5));
    assertThat(last).hasBinaryContent(content);
  }

  @Test
  void oneBestNeedsNoCopies() {
    RunFolder folder = RunFolder.create(runs.resolve("a"), false, Runs.args());
    train(folder, 1, Monitor.TEST_ACCURACY);
    assertThat(Folders.list(folder.lastWeights().getParent()))
        .containsExactly("best.safetensors", "last.safetensors");
  }
}
