// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.ir.Weights;
import dev.fovea.train.event.TrainEvent.CheckpointDue;
import dev.fovea.train.event.TrainEvent.Warned;
import dev.fovea.train.recipe.Average;
import dev.fovea.train.recipe.Images;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Schedule;
import dev.fovea.train.recipe.Stopping;
import dev.fovea.train.recipe.Stopping.OnNan;
import dev.fovea.train.recipe.Targets;
import dev.fovea.train.recipe.Update;
import dev.fovea.train.recipe.Update.Rule;
import dev.fovea.train.state.Checkpoint;
import dev.fovea.train.state.Position;
import dev.fovea.train.state.Progress;
import dev.fovea.train.state.Skips;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients of several batches in one update, and updates that are left out. */
class AccumulationTest {
  private static final Recipe RECIPE =
      Tiny.RECIPE
          .update(new Update(Rule.SGD, 0.9, true, 0.9, 0.999, 1e-8, 1e-3, 5e-4, 0.5, 0.2))
          .schedule(Schedule.of(Schedule.Kind.COSINE))
          .average(new Average(Average.Kind.EMA, 0.9, 0));

  private static Checkpoint last(Job job) {
    Checkpoint[] last = new Checkpoint[1];
    Tiny.trainer(
            job,
            e -> {
              if (e instanceof CheckpointDue due) {
                last[0] = due.checkpoint().get();
              }
            })
        .run();
    return last[0];
  }

  private static void assertSameBits(Weights a, Weights b) {
    assertThat(a.tensors().keySet()).isEqualTo(b.tensors().keySet());
    a.tensors().forEach((path, t) -> assertThat(t.sameBits(b.get(path))).as(path).isTrue());
  }

  private static void assertNear(Weights some, Weights others) {
    others
        .tensors()
        .forEach(
            (path, t) ->
                assertThat(some.get(path).floats())
                    .as(path)
                    .containsExactly(t.floats(), within(2e-6f)));
  }

  /** 40 images: groups of whole batches, and of a whole and a part, and one that is a part. */
  @ParameterizedTest
  @CsvSource({"8, 2, 16, 10", "4, 4, 16, 20", "12, 2, 24, 8", "16, 2, 32, 6", "40, 3, 40, 2"})
  void batchesOfAGroupAreOneLargeBatch(int batch, int group, int large, int steps) {
    Checkpoint parts = last(Tiny.job(RECIPE.batch(batch).accumulate(group)));
    Checkpoint whole = last(Tiny.job(RECIPE.batch(large)));
    assertThat(parts.progress().position()).isEqualTo(new Position(2, 0, steps));
    assertNear(parts.weights(), whole.weights());
    assertNear(parts.slots(), whole.slots());
    assertThat(parts.progress().last().orElseThrow().lr())
        .isEqualTo(whole.progress().last().orElseThrow().lr());
    Checkpoint other = last(Tiny.job(RECIPE.batch(batch)));
    if (group > 1 && batch < 40) {
      assertThat(other.weights().get("fc1.bias").floats())
          .isNotEqualTo(whole.weights().get("fc1.bias").floats());
    }
  }

  /** Batches count by the weights of their images, as they do within one batch. */
  @ParameterizedTest
  @CsvSource({"8, 2, 16", "4, 4, 16", "12, 2, 24", "16, 2, 32"})
  void batchesOfAGroupAreOneLargeBatchWithClassWeightsToo(int batch, int group, int large) {
    // Some batches of four hold images of weight 0 alone.
    Recipe uneven =
        RECIPE.targets(new Targets(0.1, List.of(0.0, 9.0, 0.0, 1.0, 0.0, 3.0, 0.0, 0.5, 0.0, 0.0)));
    Checkpoint parts = last(Tiny.job(uneven.batch(batch).accumulate(group)));
    Checkpoint whole = last(Tiny.job(uneven.batch(large)));
    assertNear(parts.weights(), whole.weights());
  }

  /** What the batches before a checkpoint count for is found again. */
  @Test
  void goingOnWithinAGroupOfClassWeightsIsExact() {
    Recipe uneven =
        RECIPE
            .batch(8)
            .accumulate(3)
            .targets(new Targets(0, List.of(0.1, 9.0, 1.0, 1.0, 2.0, 3.0, 7.0, 0.5, 1.0, 0.3)))
            .images(new Images(List.of("mixup"), List.of(0.3), List.of(0.2)));
    List<Checkpoint> all = new ArrayList<>();
    Tiny.trainer(
            Tiny.restless(uneven),
            e -> {
              if (e instanceof CheckpointDue due) {
                all.add(due.checkpoint().get());
              }
            })
        .run();
    Checkpoint end = all.get(all.size() - 1);
    for (Checkpoint from : all.subList(0, all.size() - 1)) {
      Checkpoint[] last = new Checkpoint[1];
      Tiny.trainer(
              Tiny.job(uneven),
              e -> {
                if (e instanceof CheckpointDue due) {
                  last[0] = due.checkpoint().get();
                }
              })
          .resume(from);
      assertSameBits(last[0].weights(), end.weights());
    }
  }

  /** One batch a group is the plain step to the bit, so the way through the slot loses nothing. */
  @Test
  void gatheringOneBatchChangesNothing() {
    Stopping skip = new Stopping(0, 0, 0, 0, OnNan.SKIP);
    Checkpoint gathered = last(Tiny.job(RECIPE.stopping(skip)));
    assertSameBits(gathered.weights(), last(Tiny.job(RECIPE)).weights());
    assertThat(gathered.progress().skips()).isEqualTo(Skips.NONE);
    assertThat(gathered.slots().get("decay.gradient").floats()).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void aBadBatchIsLeftOut(int group) {
    Recipe recipe =
        Tiny.RECIPE
            .batch(8)
            .accumulate(group)
            .stopping(new Stopping(0, 0, 0, 0, OnNan.SKIP))
            .average(new Average(Average.Kind.EMA, 0.9, 0));
    List<Warned> warnings = new ArrayList<>();
    Checkpoint[] last = new Checkpoint[1];
    Progress end =
        Tiny.trainer(
                Bombs.job(recipe, Set.of(0)),
                e -> {
                  if (e instanceof Warned warned && warned.kind() == Warned.Kind.SKIPPED) {
                    warnings.add(warned);
                  } else if (e instanceof CheckpointDue due) {
                    last[0] = due.checkpoint().get();
                  }
                })
            .run();
    assertThat(end.over()).isTrue();
    // One image, once an epoch, of two epochs.
    assertThat(end.skips().all()).isEqualTo(2);
    assertThat(warnings).hasSize(2);
    assertThat(warnings.get(1).message()).contains("the update is skipped (2 so far)");
    assertThat(end.last().orElseThrow().running().images()).isEqualTo(32);
    assertThat(end.last().orElseThrow().testLoss()).isFinite();
    // Writing the checkpoint has looked at every weight and buffer.
    assertThat(last[0].weights().get("norm.running_var").floats()).hasSize(1);
    assertThatThrownBy(Tiny.trainer(Bombs.job(recipe.stopping(Stopping.NEVER), Set.of(0)))::run)
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("loss is NaN at epoch 1")
        .hasMessageEndingWith("try a smaller lr");
  }

  @Test
  void tooManyInARowEndTheRun() {
    Set<Integer> all = IntStream.range(0, 40).boxed().collect(Collectors.toSet());
    Recipe recipe = Tiny.RECIPE.batch(2).epochs(3).stopping(new Stopping(0, 0, 0, 0, OnNan.SKIP));
    assertThatThrownBy(Tiny.trainer(Bombs.job(recipe, all))::run)
        .isInstanceOf(DivergedException.class)
        .hasMessageStartingWith(
            "10 updates in a row had to be skipped, the last at epoch 1, step 10");
    assertThatThrownBy(Tiny.trainer(Bombs.job(recipe.batch(8), all))::run)
        .isInstanceOf(DivergedException.class)
        .hasMessageStartingWith("every update of the epoch had to be skipped");
  }

  @Test
  void refusesNoBatches() {
    assertThatThrownBy(() -> RECIPE.accumulate(0))
        .hasMessage("accumulate must be from 1 to 1000000 batches, was 0");
  }
}
