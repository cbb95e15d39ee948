// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import static dev.fovea.nn.Blocks.batchNorm;
import static dev.fovea.nn.Blocks.linear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.data.Dataset;
import dev.fovea.data.DatasetSplits;
import dev.fovea.data.loader.LoaderOptions;
import dev.fovea.data.shapes.ShapesDataset;
import dev.fovea.ir.Weights;
import dev.fovea.nn.Activations;
import dev.fovea.nn.Block;
import dev.fovea.nn.Blocks;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.TensorType;
import dev.fovea.train.event.TrainEvent;
import dev.fovea.train.event.TrainEvent.CheckpointDue;
import dev.fovea.train.event.TrainEvent.CheckpointDue.Reason;
import dev.fovea.train.metric.Score;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Schedule;
import dev.fovea.train.state.Checkpoint;
import dev.fovea.train.state.EpochResult;
import dev.fovea.train.state.Position;
import dev.fovea.train.state.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrainerTest {
  private final List<TrainEvent> events = new ArrayList<>();
  private final List<Checkpoint> checkpoints = new ArrayList<>();

  private void keep(TrainEvent event) {
    events.add(event);
    if (event instanceof CheckpointDue due) {
      checkpoints.add(due.checkpoint().get());
    }
  }

  @Test
  void eventsTellTheWholeRun() {
    Progress end = Tiny.trainer(Tiny.job(Tiny.RECIPE), this::keep).run();
    assertThat(events.stream().map(e -> e.getClass().getSimpleName()))
        .containsExactly(
            "RunStarted",
            "StepEnded",
            "StepEnded",
            "StepEnded",
            "EpochEnded",
            "Warned",
            "CheckpointDue",
            "StepEnded",
            "StepEnded",
            "StepEnded",
            "EpochEnded",
            "CheckpointDue",
            "RunEnded");
    TrainEvent.RunStarted started = (TrainEvent.RunStarted) events.get(0);
    assertThat(started.stepsPerEpoch()).isEqualTo(3);
    assertThat(started.setting().parameters()).isEqualTo(4 * 9 + 4 + 144 * 10 + 10);
    assertThat(started.setting().backend()).isEqualTo("reference");
    assertThat(started.progress().position()).isEqualTo(Position.START);
    TrainEvent.StepEnded last = (TrainEvent.StepEnded) events.get(9);
    assertThat(last.epoch()).isEqualTo(2);
    assertThat(last.step()).isEqualTo(3);
    assertThat(last.running().images()).isEqualTo(40);
    assertThat(end.over()).isTrue();
    assertThat(end.position()).isEqualTo(new Position(2, 0, 6));
    assertThat(end.history()).hasSize(2);
    assertThat(end.imagesPerSecond()).isPositive();
  }

  @Test
  void epochMeansAreThoseOfTheStepsWeightedByImages() {
    Tiny.trainer(Tiny.job(Tiny.RECIPE.epochs(1)), this::keep).run();
    double sum = 0;
    double before = 0;
    int images = 0;
    for (int step = 1; step <= 3; step++) {
      TrainEvent.StepEnded ended = (TrainEvent.StepEnded) events.get(step);
      int batch = (int) ended.running().images() - images;
      assertThat(batch).isEqualTo(step == 3 ? 8 : 16);
      double loss = (ended.running().lossSum() - before) / batch;
      assertThat(loss).isBetween(0.5, 6.0);
      sum += loss * batch;
      before = ended.running().lossSum();
      images += batch;
    }
    EpochResult result = ((TrainEvent.EpochEnded) events.get(4)).result();
    assertThat(result.trainLoss()).isCloseTo(sum / 40, within(1e-12));
    assertThat(result.trainAccuracy() * 40)
        .isCloseTo(Math.rint(result.trainAccuracy() * 40), within(1e-9));
    assertThat(result.test().images()).isEqualTo(20);
    assertThat(result.lr()).isEqualTo(0.05);
  }

  @Test
  void firstLossIsThatOfTheInitialWeights() {
    Tiny.trainer(Tiny.job(Tiny.RECIPE.epochs(1).batch(40).lr(1e-30)), this::keep).run();
    Weights initial =
        Weights.initial(Tiny.network().trace(1, Mode.TRAIN), 3, Tiny.RECIPE.init()::of);
    Score score =
        Evaluator.score(
            Tiny.compute(),
            Tiny.network(),
            initial,
            Tiny.data().train(),
            LoaderOptions.of(7).size(Tiny.SIZE, Tiny.SIZE));
    EpochResult epoch = ((TrainEvent.EpochEnded) events.get(2)).result();
    assertThat(epoch.trainLoss()).isCloseTo(score.loss(), within(1e-6));
    assertThat(epoch.trainAccuracy()).isEqualTo(score.accuracy());
    assertThat(score.images()).isEqualTo(40);
  }

  @Test
  void smallNetLearnsItsImagesByHeart() {
    Progress end = Tiny.trainer(Tiny.job(Tiny.RECIPE.epochs(60))).run();
    assertThat(end.last().orElseThrow().trainAccuracy()).isEqualTo(1.0);
    assertThat(end.last().orElseThrow().trainLoss()).isLessThan(0.1);
    assertThat(end.history().get(0).trainLoss()).isGreaterThan(1.5);
  }

  @Test
  void bestIsTheFirstEpochOfTheHighestTestAccuracy() {
    List<Boolean> best = new ArrayList<>();
    Progress end =
        Tiny.trainer(
                Tiny.job(Tiny.RECIPE.epochs(8)),
                e -> {
                  if (e instanceof CheckpointDue due) {
                    best.add(due.best());
                  }
                })
            .run();
    double most = -1;
    int bestEpoch = 0;
    for (int i = 0; i < 8; i++) {
      double accuracy = end.history().get(i).testAccuracy();
      assertThat(best.get(i)).as("epoch %d", i + 1).isEqualTo(accuracy > most);
      bestEpoch = accuracy > most ? i + 1 : bestEpoch;
      most = Math.max(most, accuracy);
    }
    assertThat(end.best().orElseThrow().epoch()).isEqualTo(bestEpoch);
  }

  @Test
  void divergenceNamesTheStepAndYieldsNoCheckpoint() {
    // Without a ReLU, which could die and stay finite.
    Block net = Sequential.of(Blocks.linear(8), Blocks.linear(10));
    Network linear = (batch, mode) -> Trace.of("t", net, TensorType.f32(batch, 1, 28, 28), mode);
    Recipe fast = Recipe.of(2, 16, 1e30);
    Job job = new Job("t", linear, Tiny.data(), fast, Tiny.compute(), Duration.ZERO);
    Trainer trainer = Tiny.trainer(job, this::keep);
    assertThatThrownBy(trainer::run)
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("at epoch 1, step ")
        .hasMessageContaining("(lr 1.0E30)");
    assertThat(events.get(events.size() - 1)).isInstanceOf(TrainEvent.RunFailed.class);
    checkpoints.forEach(
        c ->
            c.weights()
                .tensors()
                .values()
                .forEach(t -> assertThat(t.floats()).doesNotContain(Float.NaN)));
  }

  /** On white images the network overflows in the evaluation alone. */
  @Test
  void divergenceNamesThePartThatIsWatchedAndTheRateOfTheLastStep() {
    Job plain = Bombs.job(Recipe.of(2, 16, 0.2).size(Tiny.SIZE), Set.of());
    Dataset test = plain.data().test();
    Dataset white =
        new Altered(
            test,
            (index, pixels, offset) ->
                Arrays.fill(pixels, offset, offset + test.shape(index).bytes(), (byte) 255));
    DatasetSplits splits = new DatasetSplits(plain.data().train(), white, Optional.of(white));
    Recipe cosine = plain.recipe().schedule(Schedule.of(Schedule.Kind.COSINE));
    Job job = new Job("b", plain.network(), splits, cosine, Tiny.compute());
    // The third update of six.
    assertThatThrownBy(Tiny.trainer(job)::run)
        .isInstanceOf(DivergedException.class)
        .hasMessageMatching(
            "validation loss is (NaN|Infinity) at epoch 1, step 3 \\(lr 0\\.15\\): .*");
  }

  @Test
  void stopEndsAfterTheStepWithACheckpoint() {
    Trainer[] trainer = new Trainer[1];
    trainer[0] =
        Tiny.trainer(
            Tiny.job(Tiny.RECIPE),
            this::keep,
            e -> {
              if (e instanceof TrainEvent.StepEnded s && s.epoch() == 2 && s.step() == 1) {
                trainer[0].stop();
              }
            });
    Progress end = trainer[0].run();
    assertThat(end.over()).isFalse();
    assertThat(end.position()).isEqualTo(new Position(1, 1, 4));
    assertThat(events.get(events.size() - 2))
        .isInstanceOfSatisfying(
            CheckpointDue.class, due -> assertThat(due.reason()).isEqualTo(Reason.STOP_REQUESTED));
    assertThat(checkpoints.get(1).progress().position()).isEqualTo(end.position());
  }

  @Test
  void aFailingListenerEndsTheRunAndTheOthersHearOfIt() {
    Trainer trainer =
        Tiny.trainer(
            Tiny.job(Tiny.RECIPE),
            e -> {
              if (e instanceof TrainEvent.EpochEnded) {
                throw new FoveaException("the disk is full");
              }
            },
            this::keep);
    assertThatThrownBy(trainer::run).hasMessage("the disk is full");
    assertThat(events.get(events.size() - 1))
        .isInstanceOfSatisfying(
            TrainEvent.RunFailed.class,
            failed -> assertThat(failed.cause()).hasMessage("the disk is full"));
  }

  @Test
  void imagesAndClassesMustFitTheNetwork() {
    assertThatThrownBy(() -> Tiny.trainer(Tiny.job(Tiny.RECIPE.size(15))).run())
        .hasMessage("tiny takes images of [16,1,14,14] but those of shapes are 1x15x15");
    Network three =
        (batch, mode) ->
            Trace.of("three", Blocks.linear(3), TensorType.f32(batch, 1, 28, 28), mode);
    Job job = new Job("three", three, Tiny.data(), Tiny.RECIPE.size(0), Tiny.compute());
    assertThatThrownBy(() -> Tiny.trainer(job).run())
        .hasMessage("three tells 3 classes apart but shapes has 10");
  }

  @Test
  void aBatchLargerThanTheDatasetIsTheDataset() {
    Job job =
        new Job(
            "tiny",
            Tiny.network(),
            new DatasetSplits(new ShapesDataset(1, 0, 5), new ShapesDataset(1, 1, 3)),
            Tiny.RECIPE,
            Tiny.compute());
    Progress end = Tiny.trainer(job).run();
    assertThat(end.position().steps()).isEqualTo(2);
    assertThat(end.history().get(1).running().images()).isEqualTo(5);
  }

  private static Job normalising(Recipe recipe) {
    Block norm =
        Sequential.of().then("fc1", linear(8)).then("bn", batchNorm()).then("fc2", linear(10));
    Network net =
        (batch, mode) ->
            Trace.of("norm", norm, TensorType.f32(batch, 1, Tiny.SIZE, Tiny.SIZE), mode);
    return new Job("norm", net, Tiny.data(), recipe, Tiny.compute());
  }

  @Test
  void aLastBatchOfOneImageIsLeftOutWhereItCannotBeNormalised() {
    Recipe recipe = Tiny.RECIPE.epochs(1).batch(13);
    Tiny.trainer(normalising(recipe), this::keep).run();
    assertThat(((TrainEvent.RunStarted) events.get(0)).stepsPerEpoch()).isEqualTo(3);
    assertThat(end().running().images()).isEqualTo(39);
    events.clear();
    Tiny.trainer(Tiny.job(recipe), this::keep).run();
    assertThat(end().running().images()).isEqualTo(40);
  }

  @Test
  void aFrozenNormalisationNeedsNoSecondImage() {
    Recipe frozen = Tiny.RECIPE.epochs(1).freeze(List.of("bn.*"));
    Tiny.trainer(normalising(frozen.batch(13)), this::keep).run();
    assertThat(((TrainEvent.RunStarted) events.get(0)).stepsPerEpoch()).isEqualTo(4);
    assertThat(end().running().images()).isEqualTo(40);
    events.clear();
    Tiny.trainer(normalising(frozen.batch(1).lr(1e-3)), this::keep).run();
    assertThat(end().running().images()).isEqualTo(40);
    for (List<String> trained : List.of(List.<String>of(), List.of("bn.weight"))) {
      assertThatThrownBy(Tiny.trainer(normalising(frozen.batch(1).freeze(trained)))::run)
          .isInstanceOf(FoveaException.class)
          .hasMessage(
              "bn: BatchNorm: training needs more than 1 value a channel, input is f32[1,8]; use a"
                  + " larger batch");
    }
  }

  private EpochResult end() {
    return ((TrainEvent.RunEnded) events.get(events.size() - 1)).progress().last().orElseThrow();
  }

  @Test
  void dropoutDrawsAnotherMaskEachStepAndEachSeed() {
    Block net = Sequential.of().then("drop", Activations.dropout(0.5)).then("fc", linear(10));
    Network dropping = (batch, mode) -> Trace.of("d", net, TensorType.f32(batch, 1, 28, 28), mode);
    // With a vanishing lr and one batch, only the mask tells one step's loss from another's.
    Recipe recipe = Recipe.of(4, 40, 1e-30);
    Job job = new Job("d", dropping, Tiny.data(), recipe, Tiny.compute());
    Progress first = Tiny.trainer(job).run();
    assertThat(first.history().stream().map(EpochResult::trainLoss).distinct()).hasSize(4);
    assertThat(Tiny.trainer(job).run().history().get(3).trainLoss())
        .isEqualTo(first.history().get(3).trainLoss());
  }
}
