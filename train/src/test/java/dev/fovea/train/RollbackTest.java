// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.nn.Block;
import dev.fovea.nn.Blocks;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.op.Binary;
import dev.fovea.op.Fill;
import dev.fovea.tensor.TensorType;
import dev.fovea.train.event.TrainEvent;
import dev.fovea.train.event.TrainEvent.CheckpointDue;
import dev.fovea.train.event.TrainEvent.CheckpointDue.Reason;
import dev.fovea.train.recipe.Average;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Stopping;
import dev.fovea.train.recipe.Stopping.OnNan;
import dev.fovea.train.state.Checkpoint;
import dev.fovea.train.state.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that diverge and go back to the beginning of the epoch. */
class RollbackTest {
  /** Overflows within the second epoch, and a few halvings from it does not. */
  private static final Recipe RECIPE =
      Recipe.of(2, 8, 100)
          .momentum(0.5)
          .average(new Average(Average.Kind.EMA, 0.9, 0))
          .stopping(new Stopping(0, 0, 0, 0, OnNan.ROLLBACK));

  @TempDir Path folder;

  private static Job job(Recipe recipe) {
    Block net = Sequential.of(Blocks.linear(8), Blocks.linear(10));
    Network linear = (batch, mode) -> Trace.of("t", net, TensorType.f32(batch, 1, 28, 28), mode);
    return new Job("t", linear, Tiny.data(), recipe, Tiny.compute(), Duration.ZERO);
  }

  private record Saved(Reason reason, Checkpoint checkpoint) {}

  private static List<Saved> saved(Checkpoint from) {
    List<Saved> all = new ArrayList<>();
    Trainer trainer = Tiny.trainer(job(RECIPE), e -> add(all, e));
    Progress end = from == null ? trainer.run() : trainer.resume(from);
    assertThat(end.over()).isTrue();
    return all;
  }

  private static void add(List<Saved> all, TrainEvent event) {
    if (event instanceof CheckpointDue due) {
      all.add(new Saved(due.reason(), due.checkpoint().get()));
    }
  }

  @Test
  void goingOnFromAnyStepGoesBackAsFar() {
    List<Saved> whole = saved(null);
    Checkpoint end = whole.get(whole.size() - 1).checkpoint;
    assertThat(end.progress().halvings()).isPositive();
    assertThat(whole.stream().map(s -> s.checkpoint.progress()))
        .as("a checkpoint in the middle of the epoch that diverges")
        .anyMatch(p -> p.halvings() == 0 && p.position().epoch() == 1 && p.position().step() > 0);
    Path file = folder.resolve("c");
    for (Saved at : whole) {
      if (at.checkpoint.progress().over()) {
        continue;
      }
      at.checkpoint.write(file);
      List<Saved> resumed = saved(Checkpoint.read(file));
      Checkpoint last = resumed.get(resumed.size() - 1).checkpoint;
      String where = at.reason + " " + at.checkpoint.progress().position();
      assertThat(last.progress().halvings()).as(where).isEqualTo(end.progress().halvings());
      ResumeTest.assertSameBits(last.weights(), end.weights(), where);
      ResumeTest.assertSameBits(last.slots(), end.slots(), where);
    }
  }

  /**
   * The variance of 1e22 x overflows, and by one that is infinite the network says something finite
   * still: only a look at its buffers tells. Nobody hears of an epoch that is not over.
   */
  @Test
  void anEpochWhoseBuffersOverflowHasNotEnded() {
    Block loud =
        (scope, x) ->
            scope.emit(new Binary(Binary.Fn.MUL), x, scope.emit(new Fill(TensorType.f32(1), 1e22)));
    Block net =
        Sequential.of()
            .then("loud", loud)
            .then("norm", Blocks.batchNorm())
            .then("fc", Blocks.linear(10));
    Network network = (batch, mode) -> Trace.of("t", net, TensorType.f32(batch, 1, 28, 28), mode);
    Recipe recipe = RECIPE.lr(1e-3).average(Average.NONE);
    Job job = new Job("t", network, Tiny.data(), recipe, Tiny.compute());
    List<TrainEvent> events = new ArrayList<>();
    assertThatThrownBy(Tiny.trainer(job, events::add)::run)
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("norm.running_var holds a value that is not finite at epoch 1");
    assertThat(events).filteredOn(TrainEvent.RolledBack.class::isInstance).hasSize(8);
    assertThat(events).noneMatch(TrainEvent.EpochEnded.class::isInstance);
  }

  @Test
  void eachHalvingIsSavedAtOnce() {
    List<Saved> whole = saved(null);
    List<Progress> back =
        whole.stream()
            .filter(s -> s.reason == Reason.ROLLED_BACK)
            .map(s -> s.checkpoint.progress())
            .toList();
    assertThat(back).isNotEmpty();
    for (int i = 0; i < back.size(); i++) {
      assertThat(back.get(i).halvings()).isEqualTo(i + 1);
      assertThat(back.get(i).position().step()).isZero();
    }
  }

  @Test
  void onlyRunsThatMayGoBackKeepTheBeginningOfTheEpoch() {
    for (Saved s : saved(null)) {
      boolean middle = s.checkpoint.progress().position().step() > 0;
      assertThat(s.checkpoint.epochStart().isPresent()).isEqualTo(middle);
    }
    List<Saved> plain = new ArrayList<>();
    Recipe calm = RECIPE.lr(1e-3).stopping(Stopping.NEVER);
    Tiny.trainer(job(calm), e -> add(plain, e)).run();
    assertThat(plain).hasSize(12).allMatch(s -> s.checkpoint.epochStart().isEmpty());
  }
}
