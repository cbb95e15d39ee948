// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.data.DatasetSplits;
import dev.fovea.data.loader.Batch;
import dev.fovea.data.loader.Epoch;
import dev.fovea.data.loader.Loader;
import dev.fovea.data.shapes.ShapesDataset;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Weights;
import dev.fovea.nn.Blocks;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.TensorType;
import dev.fovea.train.LrFinder.Point;
import dev.fovea.train.metric.Logits;
import dev.fovea.train.recipe.Average;
import dev.fovea.train.recipe.Images;
import dev.fovea.train.recipe.Progression;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Targets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is tried before a run. */
class TrialTest {
  private static final Job JOB =
      new Job(
          "tiny",
          Tiny.network(),
          ShapesDataset.splits(5, 400, 20),
          Tiny.RECIPE.momentum(0),
          Tiny.compute());

  @Test
  void theRateRisesUntilTheLossHasGoneUp() {
    LrFinder found = LrFinder.run(JOB, 1e-4, 1e4, 80);
    List<Point> points = found.points();
    // 25 steps an epoch: the test goes through several.
    assertThat(points).hasSizeBetween(30, 79);
    assertThat(points.get(0).lr()).isCloseTo(1e-4, within(1e-12));
    double ratio = points.get(1).lr() / points.get(0).lr();
    for (int i = 1; i < points.size(); i++) {
      assertThat(points.get(i).lr() / points.get(i - 1).lr()).isCloseTo(ratio, within(1e-9));
    }
    double suggestion = found.suggestion().orElseThrow();
    assertThat(suggestion).isBetween(1e-3, 1.0);
    Recipe slow = JOB.recipe().epochs(1).lr(1e-4);
    double before = loss(slow);
    assertThat(loss(slow.lr(suggestion))).isLessThan(before);
  }

  private static double loss(Recipe recipe) {
    Job job = new Job("tiny", Tiny.network(), JOB.data(), recipe, Tiny.compute());
    return Tiny.trainer(job).run().last().orElseThrow().testLoss();
  }

  /** 40 images by 4, in groups of 4, are those by 16 in one: 2 updates and a rest an epoch. */
  @Test
  void batchesOfAGroupAreOnePoint() {
    Job whole = new Job("tiny", Tiny.network(), Tiny.data(), Tiny.RECIPE, Tiny.compute());
    List<Point> want = LrFinder.run(whole, 1e-4, 1, 20).points();
    List<Point> got =
        LrFinder.run(whole.by(Tiny.RECIPE.batch(4).accumulate(4)), 1e-4, 1, 20).points();
    assertThat(got).hasSameSizeAs(want);
    for (int i = 0; i < want.size(); i++) {
      assertThat(got.get(i).lr()).isEqualTo(want.get(i).lr());
      assertThat(got.get(i).loss()).isCloseTo(want.get(i).loss(), within(1e-5));
    }
  }

  /** Of two classes in an image, the one with the larger share is the right one. */
  @ParameterizedTest
  @ValueSource(strings = {"mixup", "cutmix", "flip"})
  void accuracyCountsTheLargerShare(String augment) {
    Recipe recipe =
        Tiny.RECIPE.images(new Images(List.of(augment), List.of(0.3), List.of(0.2))).lr(1e-30);
    Job job = new Job("tiny", Tiny.network(), JOB.data(), recipe, Tiny.compute());
    Weights start =
        Weights.initial(Tiny.network().trace(1, Mode.TRAIN), recipe.seed(), recipe.init()::of);
    int images = 0;
    int otherWay = 0;
    try (Trial trial = new Trial(job);
        Predictor predictor = new Predictor(Tiny.compute(), Tiny.network(), start, 16);
        Loader loader = new Loader(job.data().train(), recipe.training());
        Epoch epoch = loader.epoch(0)) {
      for (Batch next = epoch.next(); next != null; next = epoch.next()) {
        try (Batch batch = next) {
          float[] logits = predictor.logits(batch.images(), batch.size());
          int[] larger = new int[batch.size()];
          for (int i = 0; i < larger.length; i++) {
            boolean own = batch.shares()[i] >= 0.5f;
            larger[i] = own ? batch.labels()[i] : batch.others()[i];
            otherWay += larger[i] == batch.labels()[i] ? 0 : 1;
          }
          assertThat(trial.step(1e-30).correct())
              .isEqualTo(Logits.correct(logits, larger, larger.length, 10));
          images += larger.length;
        }
      }
    }
    assertThat(images).isEqualTo(400);
    assertThat(otherWay > 20).isEqualTo(!augment.equals("flip"));
  }

  @Test
  void theSteepestFallIsFound() {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      double x = i / 10.0;
      // Falls like a logistic function, steepest at x = 2.
      points.add(new Point(Math.exp(x), 0, 1 / (1 + Math.exp(4 * (x - 2)))));
    }
    assertThat(new LrFinder(points).suggestion().orElseThrow())
        .isCloseTo(Math.exp(2), within(1e-9));
    List<Point> rising = points.stream().map(p -> new Point(p.lr(), 0, p.lr())).toList();
    assertThat(new LrFinder(rising).suggestion()).isEmpty();
    assertThat(new LrFinder(rising).stopsShort()).isFalse();
    List<Point> falling = points.stream().map(p -> new Point(p.lr(), 0, -p.lr())).toList();
    LrFinder least = new LrFinder(falling.subList(0, 15));
    assertThat(least.stopsShort()).isFalse();
    assertThat(least.suggestion()).hasValue(falling.get(10).lr());
    LrFinder less = new LrFinder(falling.subList(0, 14));
    assertThat(less.stopsShort()).isTrue();
    assertThat(less.suggestion()).isEmpty();
    assertThatThrownBy(() -> LrFinder.run(JOB, 1, 0.1, 80)).isInstanceOf(FoveaException.class);
    assertThatThrownBy(() -> LrFinder.run(JOB, 0.1, 1, 14))
        .hasMessage("14 updates tell nothing, take at least 15");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          few    | classWeights has 2 numbers, shapes has 10 classes
          many   | classWeights has 11 numbers, shapes has 10 classes
          freeze | freeze 'nosuch*' names no parameter; there are for example
          start  | startSize 10: fc1.weight is
          """)
  void whatIsWrongWithARunIsToldByEveryTrial(String mistake, String message) {
    Recipe recipe =
        switch (mistake) {
          case "few" -> Tiny.RECIPE.targets(new Targets(0, Collections.nCopies(2, 1.0)));
          case "many" -> Tiny.RECIPE.targets(new Targets(0, Collections.nCopies(11, 1.0)));
          case "freeze" -> Tiny.RECIPE.freeze(List.of("nosuch*"));
          default -> Tiny.RECIPE.progression(new Progression(10, 1));
        };
    Network any =
        new Network() {
          @Override
          public Graph trace(int batch, Mode mode) {
            return trace(batch, Tiny.SIZE, mode);
          }

          @Override
          public Graph trace(int batch, int side, Mode mode) {
            Sequential net = Sequential.of().then("fc1", Blocks.linear(10));
            return Trace.of("any", net, TensorType.f32(batch, 1, side, side), mode);
          }
        };
    Job job = new Job("any", any, Tiny.data(), recipe, Tiny.compute());
    for (ThrowingCallable way :
        List.<ThrowingCallable>of(
            Tiny.trainer(job)::run,
            () -> Rehearsal.of(job),
            () -> LrFinder.run(job, 1e-4, 1, 20))) {
      assertThatThrownBy(way).isInstanceOf(FoveaException.class).hasMessageStartingWith(message);
    }
  }

  @Test
  void aRehearsalSaysWhatTheRunIsLike() {
    DatasetSplits data = Tiny.data();
    Rehearsal plan =
        Rehearsal.of(new Job("tiny", Tiny.network(), data, Tiny.RECIPE, Tiny.compute()));
    assertThat(plan.parameters()).isEqualTo(4 * 9 + 4 + 144 * 10 + 10);
    assertThat(plan.stepsPerEpoch()).isEqualTo(3);
    assertThat(plan.measuredSteps()).isBetween(1, 20);
    assertThat(plan.stepBytes()).isPositive();
    assertThat(plan.epochSeconds())
        .isCloseTo(3 * plan.stepSeconds() + plan.evaluationSeconds(), within(1e-12));
    assertThat(plan.evaluationSeconds()).isPositive();
    assertThat(plan.statisticsPasses()).isZero();
    assertThat(plan.runSeconds(Tiny.RECIPE)).isCloseTo(2 * plan.epochSeconds(), within(1e-12));
  }

  /** The ends of epochs 2, 3 and 4 are averaged, and from two of them on there is a pass. */
  @Test
  void aRehearsalForeseesTheStatisticsOfAnAverage() {
    Recipe swa = Tiny.RECIPE.epochs(4).average(new Average(Average.Kind.SWA, 0.9, 0.25));
    Rehearsal plan = Rehearsal.of(Bombs.job(swa, Set.of()));
    assertThat(plan.statisticsPasses()).isEqualTo(2);
    assertThat(plan.statisticsSeconds()).isPositive();
    assertThat(plan.runSeconds(swa))
        .isCloseTo(4 * plan.epochSeconds() + 2 * plan.statisticsSeconds(), within(1e-12));
  }

  /** A batch of 16 of 40 leaves 8, of 20 images to test on 4: what is timed compiles nothing. */
  @Test
  void aRehearsalCompilesBeforeItMeasures() {
    List<Integer> traced = new ArrayList<>();
    Network watched =
        (batch, mode) -> {
          traced.add(mode == Mode.TRAIN ? batch : -batch);
          return Tiny.network().trace(batch, mode);
        };
    Job job = new Job("tiny", watched, Tiny.data(), Tiny.RECIPE, Tiny.compute());
    try (Trial trial = new Trial(job)) {
      trial.compileRest();
      assertThat(traced).contains(16, 8);
      int before = traced.size();
      for (int i = 0; i < 6; i++) {
        trial.step(0.1);
      }
      Evaluator evaluator = new Evaluator(trial.session(), watched);
      evaluator.compile(20, 16);
      assertThat(traced.subList(before, traced.size())).containsExactly(-16, -4);
      evaluator.evaluate(trial.test(), () -> false);
      assertThat(traced).hasSize(before + 2);
    }
  }

  /** No batch has more images than there are, so no number is too large. */
  @Test
  void aBatchOfAnyNumberIsAllThereAre() {
    Recipe all = Tiny.RECIPE.batch(Integer.MAX_VALUE).epochs(1);
    assertThat(Tiny.job(all).fullBatch()).isEqualTo(40);
    assertThat(Rehearsal.of(Tiny.job(all)).stepsPerEpoch()).isEqualTo(1);
    assertThat(Tiny.trainer(Tiny.job(all)).run().over()).isTrue();
  }
}
