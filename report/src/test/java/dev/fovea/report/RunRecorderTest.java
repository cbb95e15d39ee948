// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.ir.Weights;
import dev.fovea.report.folder.Manifest;
import dev.fovea.report.folder.RunFolder;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.Trainer;
import dev.fovea.train.event.TrainEvent;
import dev.fovea.train.event.TrainEvent.CheckpointDue;
import dev.fovea.train.state.Checkpoint;
import dev.fovea.train.state.Progress;
import dev.fovea.train.state.WeightFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RunRecorderTest {
  private static final Manifest.Build BUILD = new Manifest.Build("0.1", "");

  @TempDir Path runs;

  private final List<String> warnings = new ArrayList<>();

  private Progress train(RunFolder folder, boolean restless, Consumer<TrainEvent> other) {
    try (RunRecorder recorder = new RunRecorder(folder, BUILD, Runs.data(), warnings::add)) {
      Trainer trainer = new Trainer(Runs.job(restless), List.of(recorder, other));
      Optional<Checkpoint> from = folder.checkpoint();
      return from.isPresent() ? trainer.resume(from.get()) : trainer.run();
    }
  }

  private RunFolder folder(String name) {
    return RunFolder.create(runs.resolve(name), false, Runs.args());
  }

  @Test
  void leavesTheWholeRunBehind() throws IOException {
    RunFolder folder = folder("a");
    Progress end = train(folder, false, e -> {});
    assertThat(warnings).isEmpty();

    List<String> rows = Files.readAllLines(folder.results());
    assertThat(rows).hasSize(3);
    assertThat(rows.get(0)).startsWith("epoch,trainLoss,trainAccuracy,");
    assertThat(rows.get(2)).matches("2(,[0-9.]+){8}").endsWith(",0.1");

    JsonNode result = JsonMapper.shared().readTree(folder.result().toFile());
    assertThat(result.get("model").asString()).isEqualTo("flat");
    assertThat(result.get("dataset").asString()).isEqualTo("shapes");
    assertThat(result.get("epochs").asInt()).isEqualTo(2);
    assertThat(result.get("trainLoss").asDouble()).isEqualTo(end.last().get().trainLoss());
    assertThat(result.get("testAccuracy").asDouble()).isEqualTo(end.last().get().testAccuracy());
    assertThat(result.get("imagesPerSecond").asDouble()).isPositive();
    for (String key : new String[] {"seconds", "seed", "threads", "precision", "backend"}) {
      assertThat(result.has(key)).as(key).isTrue();
    }

    JsonNode manifest = JsonMapper.shared().readTree(folder.manifest().toFile());
    assertThat(manifest.get("dataset").get("sha256").asString()).matches("[0-9a-f]{64}");
    assertThat(manifest.get("dataset").get("labels").size()).isEqualTo(10);
    assertThat(manifest.get("machine").get("cores").asInt()).isPositive();

    WeightFile best = WeightFile.read(folder.bestWeights());
    best.weights().checkFits(Runs.job(false).network().trace(1, dev.fovea.nn.Mode.INFER));
    assertThat(best.about()).containsEntry("model", "flat");
    assertThat(best.about().get("epoch")).isEqualTo("" + end.best().get().epoch());
    assertThat(best.about().get("labels")).startsWith("[\"");
    assertThat(ImageIO.read(folder.curves().toFile()).getWidth()).isEqualTo(1500);
    assertThat(folder.args()).isEqualTo(Runs.args());
  }

  @Test
  void equalRunsLeaveEqualWeights() {
    RunFolder a = folder("a");
    RunFolder b = folder("b");
    train(a, false, e -> {});
    train(b, true, e -> {});
    assertThat(a.bestWeights()).hasSameBinaryContentAs(b.bestWeights());
    assertThat(a.lastWeights()).hasSameBinaryContentAs(b.lastWeights());
  }

  /**
   * What a process that is killed leaves is what was written before; so does a listener's error.
   */
  @Test
  void aRunBrokenOffAnywhereEndsTheSame() {
    RunFolder whole = folder("whole");
    List<TrainEvent> events = new ArrayList<>();
    train(whole, true, events::add);
    for (int killed = 0; killed < events.size() - 1; killed++) {
      RunFolder broken = folder("broken" + killed);
      int[] left = {killed};
      assertThatThrownBy(
              () ->
                  train(
                      broken,
                      true,
                      e -> {
                        if (left[0]-- == 0) {
                          throw new IllegalStateException("killed");
                        }
                      }))
          .hasMessage("killed");
      RunFolder again = RunFolder.open(broken.path());
      assertThat(again.result()).doesNotExist();
      train(again, false, e -> {});
      String where = "after " + events.get(killed);
      assertThat(again.bestWeights()).as(where).hasSameBinaryContentAs(whole.bestWeights());
      assertThat(again.lastWeights()).as(where).hasSameBinaryContentAs(whole.lastWeights());
      assertThat(again.result()).exists();
      assertThat(again.results()).as(where).content().hasLineCount(3);
    }
  }

  @Test
  void bestWeightsAreThoseOfTheBestEpoch() {
    RunFolder folder = folder("a");
    List<Weights> epochs = new ArrayList<>();
    Progress end =
        train(
            folder,
            false,
            e -> {
              if (e instanceof CheckpointDue due) {
                epochs.add(due.checkpoint().get().weights());
              }
            });
    Weights best = WeightFile.read(folder.bestWeights()).weights();
    Weights expected = epochs.get(end.best().get().epoch() - 1);
    assertThat(best.get("weight").sameBits(expected.get("weight"))).isTrue();
    Weights last = WeightFile.read(folder.lastWeights()).weights();
    assertThat(last.get("weight").sameBits(epochs.get(1).get("weight"))).isTrue();
  }

  /** The third epoch ends, and its weights are found to be of no use. */
  @Test
  void whatARunWentBackFromLeavesNoTrace() throws IOException {
    RunFolder plain = folder("plain");
    RunFolder back = folder("back");
    for (RunFolder folder : List.of(plain, back)) {
      try (RunRecorder recorder = new RunRecorder(folder, BUILD, Runs.data(), warnings::add)) {
        recorder.accept(new TrainEvent.RunStarted(Runs.lenet(2, 4), Runs.SETTING, 235));
        if (folder == back) {
          recorder.accept(new TrainEvent.StepEnded(3, 47, 235, Runs.running(9, 0.1, 64), 0.9));
          Progress three = Runs.lenet(3, 4);
          recorder.accept(new TrainEvent.EpochEnded(three.last().orElseThrow(), three));
          FoveaException cause = new FoveaException("diverged");
          recorder.accept(new TrainEvent.RolledBack(cause, Runs.lenet(2, 4)));
        }
        Progress end = Runs.lenet(3, 4);
        recorder.accept(new TrainEvent.EpochEnded(end.last().orElseThrow(), end));
      }
    }
    assertThat(warnings).isEmpty();
    assertThat(back.results()).hasSameTextualContentAs(plain.results());
    assertThat(back.curves()).hasSameBinaryContentAs(plain.curves());
    assertThat(Files.size(back.events())).isEqualTo(Files.size(plain.events()));
  }

  @Test
  void aFolderThatVanishesEndsTheRunInOneLine() {
    RunFolder folder = folder("a");
    assertThatThrownBy(
            () ->
                train(
                    folder,
                    false,
                    e -> {
                      if (e instanceof TrainEvent.StepEnded) {
                        folder.discard();
                      }
                    }))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith("cannot write " + folder.path())
        .message()
        .hasLineCount(1);
  }
}
