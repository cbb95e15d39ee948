// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import static dev.fovea.train.recipe.Stopping.OnNan.SKIP;
import static dev.fovea.train.recipe.Stopping.OnNan.STOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.ir.Weights;
import dev.fovea.nn.Activations;
import dev.fovea.nn.Block;
import dev.fovea.nn.Blocks;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.TensorType;
import dev.fovea.train.event.TrainEvent;
import dev.fovea.train.event.TrainEvent.CheckpointDue;
import dev.fovea.train.recipe.Average;
import dev.fovea.train.recipe.Images;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Schedule;
import dev.fovea.train.recipe.Stopping;
import dev.fovea.train.recipe.Targets;
import dev.fovea.train.recipe.Update;
import dev.fovea.train.recipe.Update.Rule;
import dev.fovea.train.state.Checkpoint;
import dev.fovea.train.state.EpochResult;
import dev.fovea.train.state.Position;
import dev.fovea.train.state.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run is a function of its job, also across interruptions. */
class ResumeTest {
  private static final Recipe RECIPE = Tiny.RECIPE;

  @TempDir Path folder;

  private record End(Progress progress, Checkpoint last, List<Checkpoint> all, Weights use) {}

  private static End run(Job job, Checkpoint from) {
    List<Checkpoint> all = new ArrayList<>();
    Weights[] use = new Weights[1];
    Trainer trainer =
        Tiny.trainer(
            job,
            e -> {
              if (e instanceof CheckpointDue due) {
                all.add(due.checkpoint().get());
                use[0] = due.weights().get();
              }
            });
    Progress end = from == null ? trainer.run() : trainer.resume(from);
    return new End(end, all.isEmpty() ? from : all.get(all.size() - 1), all, use[0]);
  }

  private static void assertSame(Checkpoint a, Checkpoint b, String what) {
    assertSameBits(a.weights(), b.weights(), what);
    assertSameBits(a.slots(), b.slots(), what);
    assertThat(figures(a.progress())).as(what).isEqualTo(figures(b.progress()));
    assertThat(a.progress().position()).as(what).isEqualTo(b.progress().position());
  }

  static void assertSameBits(Weights a, Weights b, String what) {
    assertThat(a.tensors().keySet()).as(what).isEqualTo(b.tensors().keySet());
    a.tensors().forEach((path, t) -> assertThat(t.sameBits(b.get(path))).as(what + path).isTrue());
  }

  /** All that does not depend on the clock. */
  private static List<List<Number>> figures(Progress progress) {
    return progress.history().stream().map(ResumeTest::figures).toList();
  }

  private static List<Number> figures(EpochResult e) {
    return List.of(e.epoch(), e.trainLoss(), e.trainAccuracy(), e.testLoss(), e.testAccuracy());
  }

  @Test
  void twoRunsAreTheSameBits() {
    assertSame(run(Tiny.job(RECIPE), null).last, run(Tiny.job(RECIPE), null).last, "again");
    End other = run(Tiny.job(RECIPE.seed(4)), null);
    Weights weights = run(Tiny.job(RECIPE), null).last.weights();
    assertThat(other.last.weights().get("fc1.weight").sameBits(weights.get("fc1.weight")))
        .isFalse();
  }

  @Test
  void goingOnFromAnyStepEndsWithTheSameBits() {
    End whole = run(Tiny.restless(RECIPE), null);
    assertThat(whole.all).hasSize(8);
    assertThat(whole.all.stream().map(c -> c.progress().position()))
        .startsWith(new Position(0, 1, 1), new Position(0, 2, 2), new Position(0, 3, 3))
        .contains(new Position(1, 0, 3));
    Path file = folder.resolve("c.safetensors");
    for (Checkpoint checkpoint : whole.all) {
      checkpoint.write(file);
      End resumed = run(Tiny.job(RECIPE), Checkpoint.read(file));
      String where = checkpoint.progress().position().toString();
      assertSame(resumed.last, whole.last, where);
      assertThat(resumed.progress.over()).as(where).isTrue();
      assertThat(resumed.progress.seconds()).isGreaterThan(checkpoint.progress().seconds());
    }
  }

  /**
   * Everything that has state or draws: momentum, averages, dropout, batch norm, augmentation,
   * gradients of half a group.
   */
  @Test
  void goingOnWithEverythingOnEndsWithTheSameBits() {
    Block net =
        Sequential.of()
            .then("conv1", Blocks.conv(4, 3))
            .then("bn1", Blocks.batchNorm())
            .then("relu1", Blocks.relu())
            .then("pool1", Blocks.maxPool(2, 2))
            .then("drop", Activations.dropout(0.3))
            .then("fc1", Blocks.linear(10));
    Network network =
        (batch, mode) -> Trace.of("all", net, TensorType.f32(batch, 1, Tiny.SIZE, Tiny.SIZE), mode);
    for (Average.Kind kind : Average.Kind.values()) {
      Recipe recipe =
          RECIPE
              .update(new Update(Rule.SGD, 0.9, true, 0.9, 0.999, 1e-8, 1e-3, 5e-4, 1, 0))
              .schedule(Schedule.of(Schedule.Kind.ONE_CYCLE))
              .targets(new Targets(0.1, List.of()))
              .images(
                  new Images(
                      List.of("crop 2", "flip alternate", "cutout 3", "mixup", "cutmix"),
                      List.of(0.3),
                      List.of(0.2)))
              .average(new Average(kind, 0.9, 0))
              .accumulate(kind == Average.Kind.EMA ? 2 : 1)
              .stopping(new Stopping(0, 0, 0, 0, kind == Average.Kind.SWA ? SKIP : STOP));
      Job job = new Job("all", network, Tiny.data(), recipe, Tiny.compute(), Duration.ZERO);
      End whole = run(job, null);
      assertThat(whole.all).hasSize(8);
      Path file = folder.resolve("c.safetensors");
      for (Checkpoint checkpoint : whole.all) {
        checkpoint.write(file);
        End resumed = run(job, Checkpoint.read(file));
        assertSame(resumed.last, whole.last, kind + " " + checkpoint.progress().position());
        if (!checkpoint.progress().over()) {
          assertSameBits(resumed.use, whole.use, "weights to use");
        }
      }
      boolean own = whole.use.get("fc1.weight").sameBits(whole.last.weights().get("fc1.weight"));
      assertThat(own).isEqualTo(kind == Average.Kind.NONE);
      boolean stats =
          whole.use.get("bn1.running_var").sameBits(whole.last.weights().get("bn1.running_var"));
      assertThat(stats).isEqualTo(kind == Average.Kind.NONE);
    }
  }

  @Test
  void aStopDuringTheEvaluationLosesNothing() {
    End whole = run(Tiny.job(RECIPE), null);
    List<Checkpoint> kept = new ArrayList<>();
    Trainer[] trainer = new Trainer[1];
    trainer[0] =
        Tiny.trainer(
            Tiny.restless(RECIPE),
            e -> {
              if (e instanceof CheckpointDue due) {
                kept.add(due.checkpoint().get());
                // The periodic checkpoint after the last step comes behind the question whether to
                // stop, so the next one to ask is the evaluation.
                if (due.reason() == CheckpointDue.Reason.TIME_PASSED
                    && kept.get(kept.size() - 1).progress().position().step() == 3) {
                  trainer[0].stop();
                }
              }
            });
    assertThat(trainer[0].run().position()).isEqualTo(new Position(0, 3, 3));
    assertSame(run(Tiny.job(RECIPE), kept.get(kept.size() - 1)).last, whole.last, "resumed");
  }

  @Test
  void aFinishedRunIsNotTrainedAgain() {
    End whole = run(Tiny.job(RECIPE), null);
    List<TrainEvent> events = new ArrayList<>();
    Progress end = Tiny.trainer(Tiny.job(RECIPE), events::add).resume(whole.last);
    assertThat(events).hasSize(2);
    assertThat(end.history()).isEqualTo(whole.progress.history());
  }

  @Test
  void aCheckpointOfAnotherJobIsRefused() {
    Checkpoint c = run(Tiny.job(RECIPE.epochs(1)), null).last;
    assertThatThrownBy(() -> run(Tiny.job(RECIPE.epochs(1).lr(0.1)), c))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("resume without new options");
    Job other = new Job("lenet", Tiny.network(), Tiny.data(), RECIPE.epochs(1), Tiny.compute());
    assertThatThrownBy(() -> run(other, c))
        .hasMessage(
            "the checkpoint is of tiny on shapes (40 images), not of lenet on shapes (40 images)");
    Checkpoint empty = new Checkpoint(c.progress(), new Weights(Map.of()), c.slots());
    assertThatThrownBy(() -> run(Tiny.job(RECIPE.epochs(1)), empty))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("conv1.weight: missing");
    Checkpoint noSlots = new Checkpoint(c.progress(), c.weights(), new Weights(Map.of()));
    assertThatThrownBy(() -> run(Tiny.job(RECIPE.epochs(1)), noSlots))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("all.momentum");
  }
}
