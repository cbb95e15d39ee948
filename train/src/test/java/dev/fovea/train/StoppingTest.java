// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.data.Dataset;
import dev.fovea.data.DatasetSplits;
import dev.fovea.data.loader.LoaderOptions;
import dev.fovea.data.shapes.ShapesDataset;
import dev.fovea.ir.Weights;
import dev.fovea.nn.Block;
import dev.fovea.nn.Blocks;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.tensor.TensorType;
import dev.fovea.train.event.TrainEvent;
import dev.fovea.train.event.TrainEvent.CheckpointDue;
import dev.fovea.train.recipe.Average;
import dev.fovea.train.recipe.Limits;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Stopping;
import dev.fovea.train.recipe.Stopping.OnNan;
import dev.fovea.train.state.Checkpoint;
import dev.fovea.train.state.EpochResult;
import dev.fovea.train.state.Position;
import dev.fovea.train.state.Progress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs that end early, use less data, go back, or use other weights than the last. */
class StoppingTest {
  /** So large that two layers overflow within an epoch, and a few halvings from one they do not. */
  private static final double LR = 3e4;

  private static final Recipe LONG = Tiny.RECIPE.epochs(40);

  private static Progress run(Recipe recipe) {
    return Tiny.trainer(Tiny.job(recipe)).run();
  }

  @Test
  void aTargetReachedIsEnough() {
    Progress end = run(LONG.stopping(new Stopping(0, 0.25, 0, 0, OnNan.STOP)));
    assertThat(end.ended()).isEqualTo("accuracy");
    assertThat(end.over()).isTrue();
    int epochs = end.history().size();
    assertThat(epochs).isLessThan(40);
    for (EpochResult epoch : end.history()) {
      assertThat(epoch.testAccuracy() >= 0.25).isEqualTo(epoch.epoch() == epochs);
    }
    Recipe heart = LONG.limits(new Limits(0, 12));
    Progress loss = run(heart.stopping(new Stopping(0, 0, 0.5, 0, OnNan.STOP)));
    assertThat(loss.ended()).isEqualTo("loss");
    assertThat(loss.last().orElseThrow().testLoss()).isLessThanOrEqualTo(0.5);
  }

  @Test
  void patienceEndsWithoutGain() {
    Progress end = run(LONG.lr(1e-30).stopping(new Stopping(3, 0, 0, 0, OnNan.STOP)));
    assertThat(end.ended()).isEqualTo("patience");
    assertThat(end.history()).hasSize(4);
  }

  @Test
  void timeCutsTheEpochShortAndMeasuresIt() {
    Progress end = run(LONG.stopping(new Stopping(0, 0, 0, 1e-9, OnNan.STOP)));
    assertThat(end.ended()).isEqualTo("time");
    assertThat(end.history()).hasSize(1);
    assertThat(end.last().orElseThrow().running().images()).isEqualTo(16);
    assertThat(end.last().orElseThrow().test().images()).isEqualTo(20);
  }

  @Test
  void aStopBeforeTheLastEvaluationLeavesItToBeDone() {
    Recipe brief = LONG.stopping(new Stopping(0, 0, 0, 1e-9, OnNan.STOP));
    List<Checkpoint> kept = new ArrayList<>();
    Trainer[] trainer = new Trainer[1];
    DatasetSplits data = Tiny.data();
    // A test image is read when the evaluation is under way.
    Dataset halting = new Altered(data.test(), (index, pixels, offset) -> trainer[0].stop());
    DatasetSplits splits = new DatasetSplits(data.train(), halting);
    Job job = new Job("tiny", Tiny.network(), splits, brief, Tiny.compute());
    trainer[0] =
        Tiny.trainer(
            job,
            e -> {
              if (e instanceof CheckpointDue due) {
                kept.add(due.checkpoint().get());
              }
            });
    Progress stopped = trainer[0].run();
    assertThat(stopped.over()).isFalse();
    assertThat(stopped.position()).isEqualTo(new Position(0, 1, 1));
    Progress end = Tiny.trainer(Tiny.job(brief)).resume(kept.get(kept.size() - 1));
    assertThat(end.ended()).isEqualTo("time");
    assertThat(end.position()).isEqualTo(new Position(1, 0, 1));
    assertThat(end.last().orElseThrow().test().images()).isEqualTo(20);
  }

  /** Runs were once saved as over before their last evaluation. */
  @Test
  void aRunThatIsOverButNotMeasuredIsMeasured() {
    Recipe brief = LONG.stopping(new Stopping(0, 0, 0, 1e-9, OnNan.STOP));
    List<Checkpoint> kept = new ArrayList<>();
    Trainer[] trainer = new Trainer[1];
    trainer[0] =
        Tiny.trainer(
            Tiny.job(brief),
            e -> {
              if (e instanceof TrainEvent.StepEnded) {
                trainer[0].stop();
              } else if (e instanceof CheckpointDue due) {
                kept.add(due.checkpoint().get());
              }
            });
    Progress p = trainer[0].run();
    Progress old =
        new Progress(
            p.model(),
            p.dataset(),
            p.trainImages(),
            p.recipe(),
            p.position(),
            p.running(),
            p.history(),
            p.seconds(),
            p.halvings(),
            p.skips(),
            "time");
    assertThat(old.over()).isFalse();
    Checkpoint last = kept.get(kept.size() - 1);
    Progress end =
        Tiny.trainer(Tiny.job(brief)).resume(new Checkpoint(old, last.weights(), last.slots()));
    assertThat(end.over()).isTrue();
    assertThat(end.ended()).isEqualTo("time");
    assertThat(end.history()).hasSize(1);
  }

  @Test
  void limitsLeaveLessData() {
    Progress few = run(Tiny.RECIPE.limits(new Limits(2, 0)));
    assertThat(few.position().steps()).isEqualTo(4);
    assertThat(few.last().orElseThrow().running().images()).isEqualTo(32);
    Progress heart = run(LONG.limits(new Limits(0, 12)));
    assertThat(heart.trainImages()).isEqualTo(12);
    assertThat(heart.last().orElseThrow().test().images()).isEqualTo(12);
    assertThat(heart.last().orElseThrow().testAccuracy()).isEqualTo(1);
  }

  @Test
  void aDivergedRunGoesBackAndOnMoreSlowly() {
    Block net = Sequential.of(Blocks.linear(8), Blocks.linear(10));
    Network linear = (batch, mode) -> Trace.of("t", net, TensorType.f32(batch, 1, 28, 28), mode);
    Recipe fast = Recipe.of(1, 8, LR);
    Job stop = new Job("t", linear, Tiny.data(), fast, Tiny.compute());
    assertThatThrownBy(Tiny.trainer(stop)::run).isInstanceOf(DivergedException.class);
    Recipe patient = fast.stopping(new Stopping(0, 0, 0, 0, OnNan.ROLLBACK));
    List<TrainEvent.RolledBack> back = new ArrayList<>();
    Progress end =
        Tiny.trainer(
                new Job("t", linear, Tiny.data(), patient, Tiny.compute()),
                e -> {
                  if (e instanceof TrainEvent.RolledBack rolled) {
                    back.add(rolled);
                  }
                })
            .run();
    assertThat(back).isNotEmpty();
    assertThat(end.halvings()).isEqualTo(back.size());
    assertThat(end.history()).hasSize(1);
    assertThat(end.last().orElseThrow().lr())
        .isCloseTo(LR / Math.pow(2, back.size()), within(1e-9 * LR));
    assertThat(end.last().orElseThrow().testLoss()).isFinite();
    assertThatThrownBy(
            () ->
                Tiny.trainer(new Job("t", linear, Tiny.data(), patient.lr(1e30), Tiny.compute()))
                    .run())
        .isInstanceOf(DivergedException.class);
  }

  @Test
  void theAverageIsWhatIsMeasuredAndSaved() {
    Recipe recipe = Tiny.RECIPE.epochs(3).average(new Average(Average.Kind.EMA, 0.9, 0));
    Weights[] use = new Weights[1];
    Progress end =
        Tiny.trainer(
                Tiny.job(recipe),
                e -> {
                  if (e instanceof CheckpointDue due) {
                    use[0] = due.weights().get();
                  }
                })
            .run();
    double accuracy =
        Evaluator.score(
                Tiny.compute(),
                Tiny.network(),
                use[0],
                Tiny.data().test(),
                LoaderOptions.of(20).size(Tiny.SIZE, Tiny.SIZE))
            .loss();
    assertThat(end.last().orElseThrow().testLoss()).isCloseTo(accuracy, within(1e-9));
    double plain = run(recipe.average(Average.NONE)).last().orElseThrow().testLoss();
    assertThat(plain).isNotCloseTo(accuracy, within(1e-6));
    assertThat(run(recipe.average(Average.NONE)).last().orElseThrow().trainLoss())
        .isEqualTo(end.last().orElseThrow().trainLoss());
  }

  @Test
  void frozenLayersKeepTheirWeights() {
    List<Weights> seen = new ArrayList<>();
    Recipe recipe = Tiny.RECIPE.freeze(List.of("conv1.*"));
    Tiny.trainer(
            Tiny.job(recipe),
            e -> {
              if (e instanceof CheckpointDue due) {
                seen.add(due.weights().get());
              }
            })
        .run();
    Weights initial =
        Weights.initial(
            Tiny.network().trace(1, dev.fovea.nn.Mode.TRAIN), recipe.seed(), recipe.init()::of);
    Weights last = seen.get(seen.size() - 1);
    assertThat(last.get("conv1.weight").sameBits(initial.get("conv1.weight"))).isTrue();
    assertThat(last.get("conv1.bias").sameBits(initial.get("conv1.bias"))).isTrue();
    assertThat(last.get("fc1.weight").sameBits(initial.get("fc1.weight"))).isFalse();
  }

  @Test
  void anEpochNoBetterThanGuessingIsSaidOnce() {
    List<String> said = new ArrayList<>();
    Recipe idle = LONG.epochs(3).lr(1e-30);
    Tiny.trainer(
            Tiny.job(idle),
            e -> {
              if (e instanceof TrainEvent.Warned warned) {
                assertThat(warned.kind()).isEqualTo(TrainEvent.Warned.Kind.STUCK);
                said.add(warned.message());
              }
            })
        .run();
    assertThat(said).hasSize(1);
    assertThat(said.get(0)).startsWith("stuck: ").contains("guessing has 2.303").hasLineCount(1);
    said.clear();
    // Steps enough for the mean over the first epoch to fall below that of guessing.
    Recipe learns = Tiny.RECIPE.epochs(1).lr(0.02);
    DatasetSplits more = ShapesDataset.splits(5, 800, 20);
    Job job = new Job("tiny", Tiny.network(), more, learns, Tiny.compute());
    Progress end = Tiny.trainer(job, e -> add(said, e)).run();
    assertThat(end.last().orElseThrow().trainLoss()).isLessThan(Math.log(10));
    assertThat(said).isEmpty();
  }

  private static void add(List<String> said, TrainEvent event) {
    if (event instanceof TrainEvent.Warned warned) {
      said.add(warned.message());
    }
  }
}
