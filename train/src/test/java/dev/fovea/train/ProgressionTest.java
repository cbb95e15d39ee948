// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.backend.Backend;
import dev.fovea.data.DatasetSplits;
import dev.fovea.data.shapes.ShapesDataset;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Weights;
import dev.fovea.nn.Activations;
import dev.fovea.nn.Block;
import dev.fovea.nn.Blocks;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.TensorType;
import dev.fovea.train.event.TrainEvent.CheckpointDue;
import dev.fovea.train.recipe.Average;
import dev.fovea.train.recipe.Images;
import dev.fovea.train.recipe.Progression;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.state.Checkpoint;
import dev.fovea.train.state.EpochResult;
import dev.fovea.train.state.Position;
import dev.fovea.train.state.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first epochs on smaller images. */
class ProgressionTest {
  private static final int FULL = 28;
  private static final Recipe RECIPE = Recipe.of(2, 16, 0.1).momentum(0.9).seed(3).size(FULL);

  /** A network by the same parameters for images of any size. */
  private record Sized(Block net, int size) implements Network {
    static Sized of(int size) {
      return new Sized(
          Sequential.of()
              .then("conv1", Blocks.conv(4, 3))
              .then("bn1", Blocks.batchNorm())
              .then("relu1", Blocks.relu())
              .then("drop", Activations.dropout(0.2))
              .then("pool", Blocks.globalAveragePool())
              .then("fc", Blocks.linear(10)),
          size);
    }

    @Override
    public Graph trace(int batch, Mode mode) {
      return trace(batch, size, mode);
    }

    @Override
    public Graph trace(int batch, int side, Mode mode) {
      return Trace.of("sized", net, TensorType.f32(batch, 1, side, side), mode);
    }
  }

  private static Job job(Network network, Recipe recipe) {
    return new Job("sized", network, Tiny.data(), recipe, Tiny.compute(), Duration.ZERO);
  }

  private static List<Checkpoint> run(Job job, Checkpoint from) {
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
    assertThat(end.over()).isTrue();
    return all;
  }

  private static void assertSame(Weights a, Weights b) {
    ResumeTest.assertSameBits(a, b, "");
  }

  @Test
  void theFirstEpochIsThatOfARunOnSmallImages() {
    List<Checkpoint> mixed =
        run(job(Sized.of(FULL), RECIPE.progression(new Progression(14, 1))), null);
    List<Checkpoint> small = run(job(Sized.of(14), RECIPE.size(14)), null);
    List<Checkpoint> full = run(job(Sized.of(FULL), RECIPE), null);
    for (int step = 0; step < 3; step++) {
      assertSame(mixed.get(step).weights(), small.get(step).weights());
      assertSame(mixed.get(step).slots(), small.get(step).slots());
      assertThat(mixed.get(step).progress().running().lossSum())
          .isEqualTo(small.get(step).progress().running().lossSum())
          .isNotEqualTo(full.get(step).progress().running().lossSum());
    }
    // From there on it is full size: the same weights go other ways.
    Checkpoint last = mixed.get(mixed.size() - 1);
    assertThat(last.weights().get("fc.weight"))
        .matches(t -> !t.sameBits(small.get(small.size() - 1).weights().get("fc.weight")));
    double measured = last.progress().history().get(0).testLoss();
    assertThat(measured)
        .isCloseTo(
            Evaluator.score(
                    Tiny.compute(),
                    Sized.of(FULL),
                    mixed.get(3).weights(),
                    Tiny.data().test(),
                    RECIPE.measuring(16))
                .loss(),
            within(1e-12));
  }

  @Test
  void goingOnFromAnyStepEndsWithTheSameBits() {
    Recipe recipe =
        RECIPE
            .progression(new Progression(10, 1))
            .images(new Images(List.of("resized-crop 0.5", "flip", "mixup"), List.of(), List.of()))
            .average(new Average(Average.Kind.EMA, 0.9, 0))
            .accumulate(2);
    Job job = job(Sized.of(FULL), recipe);
    List<Checkpoint> whole = run(job, null);
    Checkpoint end = whole.get(whole.size() - 1);
    assertThat(whole).hasSize(8);
    for (Checkpoint checkpoint : whole.subList(0, 7)) {
      List<Checkpoint> rest = run(job, checkpoint);
      assertSame(rest.get(rest.size() - 1).weights(), end.weights());
      assertSame(rest.get(rest.size() - 1).slots(), end.slots());
    }
  }

  /** 41 images by 8: normalising maps of one pixel over a last batch of one image is refused. */
  @Test
  void aLastBatchOfOneImageIsLeftOutWhereTheSmallSizeCannotTakeIt() {
    Block net =
        Sequential.of()
            .then("conv1", Blocks.conv(4, 3).stride(2))
            .then("conv2", Blocks.conv(4, 3).stride(2))
            .then("bn2", Blocks.batchNorm())
            .then("pool", Blocks.globalAveragePool())
            .then("fc", Blocks.linear(10));
    Recipe recipe = RECIPE.batch(8).progression(new Progression(8, 1));
    DatasetSplits data = ShapesDataset.splits(5, 41, 20);
    Job job = new Job("sized", new Sized(net, FULL), data, recipe, Tiny.compute());
    Progress full = Tiny.trainer(job.full()).run();
    assertThat(full.last().orElseThrow().running().images()).isEqualTo(41);
    assertThatThrownBy(Tiny.trainer(job.by(recipe.batch(1)))::run)
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith("startSize 8: bn2: BatchNorm: training needs more than 1 value");
    Progress end = Tiny.trainer(job).run();
    assertThat(end.position()).isEqualTo(new Position(2, 0, 10));
    for (EpochResult epoch : end.history()) {
      assertThat(epoch.running().images()).isEqualTo(40);
    }
  }

  @Test
  void networksThatTakeOneSizeAreRefused() {
    Block net = Sequential.of().then("conv1", Blocks.conv(4, 3)).then("fc1", Blocks.linear(10));
    Progression progression = new Progression(14, 1);
    Job fixed =
        job(
            (batch, mode) -> Trace.of("t", net, TensorType.f32(batch, 1, FULL, FULL), mode),
            RECIPE.progression(progression));
    assertThatThrownBy(Tiny.trainer(fixed)::run)
        .hasMessageContaining("this network takes images of one size only")
        .hasMessageContaining("14 x 14");
    Job flat = job(new Sized(net, FULL), RECIPE.progression(progression));
    assertThatThrownBy(Tiny.trainer(flat)::run)
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith("startSize 14: fc1.weight is ");
    Job tiny = job(Sized.of(FULL), RECIPE.progression(new Progression(2, 1)));
    assertThatThrownBy(Tiny.trainer(tiny)::run)
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith("startSize 2: conv1: ");
    Compute frugal = new Compute(Backend.named("reference"), Backend.Options.f32(1), 1, 1 << 30);
    assertThatThrownBy(
            Tiny.trainer(new Job("tiny", tiny.network(), tiny.data(), tiny.recipe(), frugal))::run)
        .hasMessageStartingWith("startSize 2: conv1: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          14 | 2  | startEpochs must leave epochs of full size, and of 2 epochs they are 2
          28 | 1  | startSize must be less than size, and they are 28 and 28
          14 | 0  | startSize and startEpochs go together, and they are 14 and 0
          0  | 1  | startSize and startEpochs go together, and they are 0 and 1
          -1 | 1  | startSize must be 0 or more, was -1
          """)
  void whatContradictsItselfIsRefused(int size, int epochs, String message) {
    assertThatThrownBy(() -> RECIPE.progression(new Progression(size, epochs)))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void aRehearsalKnowsBothSizes() {
    Recipe recipe = RECIPE.epochs(5).progression(new Progression(8, 3));
    Rehearsal plan = Rehearsal.of(job(Sized.of(FULL), recipe));
    assertThat(plan.startStepSeconds()).isPositive();
    assertThat(plan.runSeconds(recipe))
        .isCloseTo(
            3 * (2 * plan.stepSeconds() + 3 * plan.startStepSeconds())
                + 5 * plan.evaluationSeconds(),
            within(1e-9));
    assertThat(Rehearsal.of(job(Sized.of(FULL), RECIPE)).startStepSeconds()).isZero();
  }

  @Test
  void bothStepsNeedMemory() {
    Compute compute = new Compute(Backend.named("reference"), Backend.Options.f32(1), 1, 1 << 16);
    Recipe recipe = RECIPE.progression(new Progression(14, 1));
    Job both = new Job("sized", Sized.of(FULL), Tiny.data(), recipe, compute);
    Job large = new Job("sized", Sized.of(FULL), Tiny.data(), RECIPE, compute);
    Job small = new Job("sized", Sized.of(14), Tiny.data(), RECIPE.size(14), compute);
    assertThat(new MemoryFit(both).need(10).step())
        .isEqualTo(new MemoryFit(large).need(10).step() + new MemoryFit(small).need(10).step());
    assertThatThrownBy(Tiny.trainer(both)::run).hasMessageContaining("sized at batch 16 needs");
  }
}
