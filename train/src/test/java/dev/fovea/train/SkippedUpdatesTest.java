// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.data.loader.Batch;
import dev.fovea.data.loader.Epoch;
import dev.fovea.data.loader.Loader;
import dev.fovea.ir.Weights;
import dev.fovea.nn.Mode;
import dev.fovea.train.event.TrainEvent.CheckpointDue;
import dev.fovea.train.recipe.Average;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Stopping;
import dev.fovea.train.recipe.Stopping.OnNan;
import dev.fovea.train.recipe.Update;
import dev.fovea.train.recipe.Update.Rule;
import dev.fovea.train.state.Position;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What counts updates counts those that were taken. */
class SkippedUpdatesTest {
  private static final double LR = 1e-3;

  /** Five batches an epoch. */
  private static final Recipe RECIPE =
      Tiny.RECIPE.batch(8).lr(LR).momentum(0).stopping(new Stopping(0, 0, 0, 0, OnNan.SKIP));

  private record At(Weights own, Weights use, long skips) {}

  /** The first image of each of so many batches of an epoch, from 0. */
  private static Set<Integer> firstOf(int epoch, int from, int to) {
    Set<Integer> images = new HashSet<>();
    try (Loader loader = new Loader(Tiny.data().train(), RECIPE.training());
        Epoch batches = loader.epoch(epoch, from)) {
      for (int i = from; i < to; i++) {
        try (Batch batch = batches.next()) {
          images.add(batch.indices()[0]);
        }
      }
    }
    return images;
  }

  /** The state after every step and epoch. */
  private static Map<Position, At> run(Recipe recipe, Set<Integer> bombs) {
    Job plain = Bombs.job(recipe, bombs);
    Job job =
        new Job(
            plain.model(), plain.network(), plain.data(), recipe, plain.compute(), Duration.ZERO);
    Map<Position, At> seen = new LinkedHashMap<>();
    Tiny.trainer(
            job,
            e -> {
              if (e instanceof CheckpointDue due) {
                var checkpoint = due.checkpoint().get();
                seen.put(
                    checkpoint.progress().position(),
                    new At(
                        checkpoint.weights(),
                        due.weights().get(),
                        checkpoint.progress().skips().all()));
              }
            })
        .run();
    return seen;
  }

  @Test
  void anAverageBeginsWithTheFirstUpdateThatIsTaken() {
    Recipe ema = RECIPE.epochs(1).average(new Average(Average.Kind.EMA, 0.999, 0.5));
    Map<Position, At> seen = run(ema, firstOf(0, 0, 3));
    assertThat(seen.get(new Position(0, 3, 3)).skips).isEqualTo(3);
    At first = seen.get(new Position(0, 4, 4));
    assertThat(first.skips).isEqualTo(3);
    ResumeTest.assertSameBits(first.use, first.own, "the first update");
    At second = seen.get(new Position(0, 5, 5));
    float[] a = first.own.get("fc.bias").floats();
    float[] b = second.own.get("fc.bias").floats();
    for (int i = 0; i < a.length; i++) {
      // By 1 / 11 the second update's, since the exponential mean begins that fast.
      assertThat(second.use.get("fc.bias").floats()[i])
          .isCloseTo(a[i] + (b[i] - a[i]) * 10 / 11, within(1e-6f));
    }
  }

  /** The average of no updates is what the run began with, and the buffers are as they are. */
  @ParameterizedTest
  @EnumSource(names = {"EMA", "SWA"})
  void beforeTheFirstUpdateAnAverageIsTheWeightsThemselves(Average.Kind kind) {
    Recipe average = RECIPE.epochs(2).average(new Average(kind, 0.999, 0.5));
    Map<Position, At> skipped = run(average.epochs(1), firstOf(0, 0, 3));
    for (int step = 1; step <= 3; step++) {
      At at = skipped.get(new Position(0, step, step));
      ResumeTest.assertSameBits(at.use, at.own, kind + " after skipped step " + step);
    }
    // Groups of two batches: the first is not over, and its buffers have moved already.
    Map<Position, At> gathered = run(average.accumulate(2), Set.of());
    At half = gathered.get(new Position(0, 1, 1));
    assertThat(half.own.get("norm.running_var").floats()[0]).isLessThan(1);
    ResumeTest.assertSameBits(half.use, half.own, kind + " in the first group");
    // Of an epoch that is one group as well, once that is over.
    Map<Position, At> one = run(average.accumulate(9), Set.of());
    ResumeTest.assertSameBits(
        one.get(new Position(0, 4, 4)).use, one.get(new Position(0, 4, 4)).own, "before the end");
    At end = one.get(new Position(1, 0, 5));
    ResumeTest.assertSameBits(end.use, end.own, "the first update");
    if (kind == Average.Kind.EMA) {
      At later = one.get(new Position(2, 0, 10));
      assertThat(later.use.get("fc.bias").floats()).isNotEqualTo(later.own.get("fc.bias").floats());
    }
  }

  /** Its epoch counts as many updates as it had. */
  @ParameterizedTest
  @EnumSource(names = {"EMA", "SWA"})
  void anEpochCutBeforeItsFirstUpdateLeavesTheAverageAtTheWeightsThemselves(Average.Kind kind) {
    Recipe brief =
        Tiny.RECIPE
            .batch(8)
            .accumulate(7)
            .average(new Average(kind, 0.999, 0))
            .stopping(new Stopping(0, 0, 0, 1e-9, OnNan.STOP));
    At end = run(brief, Set.of()).get(new Position(1, 0, 1));
    ResumeTest.assertSameBits(end.use, end.own, kind + " of no update");
  }

  @Test
  void theFirstStepOfAdamIsTheFirstThatIsTaken() {
    Update adam = new Update(Rule.ADAM, 0, false, 0.9, 0.999, 1e-12, 1e-3, 0, 0, 0);
    Map<Position, At> seen = run(RECIPE.epochs(1).update(adam), firstOf(0, 0, 3));
    Weights start =
        Weights.initial(
            Bombs.job(RECIPE, Set.of()).network().trace(8, Mode.TRAIN),
            RECIPE.seed(),
            RECIPE.init()::of);
    float[] before = start.get("fc.bias").floats();
    float[] after = seen.get(new Position(0, 4, 4)).own.get("fc.bias").floats();
    for (int i = 0; i < before.length; i++) {
      assertThat(Math.abs(after[i] - before[i])).isCloseTo((float) LR, within(1e-6f));
    }
  }

  /** The mean of the weights at the ends of epochs, whether or not their last update was taken. */
  @Test
  void theEndOfAnEpochCountsWithoutItsUpdateToo() {
    Recipe swa = RECIPE.epochs(3).average(new Average(Average.Kind.SWA, 0.999, 0));
    Set<Integer> bombs = firstOf(1, 4, 5);
    Map<Position, At> seen = run(swa, bombs);
    At[] ends = new At[3];
    for (int i = 0; i < 3; i++) {
      ends[i] = seen.get(new Position(i + 1, 0, 5 * (i + 1)));
    }
    assertThat(ends[1].skips).isGreaterThan(ends[0].skips);
    float[] use = ends[2].use.get("fc.bias").floats();
    for (int i = 0; i < use.length; i++) {
      double mean = 0;
      for (At end : ends) {
        mean += end.own.get("fc.bias").floats()[i] / 3.0;
      }
      assertThat((double) use[i]).isCloseTo(mean, within(1e-7));
    }
  }
}
