// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.ir.Weights;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.event.TrainEvent;
import dev.fovea.train.event.TrainEvent.CheckpointDue;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.state.Checkpoint;
import dev.fovea.train.state.EpochResult;
import dev.fovea.train.state.Position;
import dev.fovea.train.state.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run is a function of its job, also across interruptions. */
class ResumeTest {
  private static final Recipe RECIPE = Tiny.RECIPE;

  @TempDir Path folder;

  private record End(Progress progress, Checkpoint last, List<Checkpoint> all) {}

  private static End run(Job job, Checkpoint from) {
    List<Checkpoint> all = new ArrayList<>();
    Trainer trainer =
        Tiny.trainer(
            job,
            e -> {
              if (e instanceof CheckpointDue due) {
                all.add(due.checkpoint().get());
              }
            });
    Progress end = from == null ? trainer.run() : trainer.resume(from);
    return new End(end, all.isEmpty() ? from : all.get(all.size() - 1), all);
  }

  private static void assertSame(Checkpoint a, Checkpoint b, String what) {
    assertSameBits(a.weights(), b.weights(), what);
    assertSameBits(a.slots(), b.slots(), what);
    assertThat(figures(a.progress())).as(what).isEqualTo(figures(b.progress()));
    assertThat(a.progress().position()).as(what).isEqualTo(b.progress().position());
  }

  private static void assertSameBits(Weights a, Weights b, String what) {
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
