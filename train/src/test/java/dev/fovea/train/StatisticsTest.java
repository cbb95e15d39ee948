// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Session;
import dev.fovea.data.loader.Batch;
import dev.fovea.data.loader.Epoch;
import dev.fovea.data.loader.Loader;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Weights;
import dev.fovea.nn.Block;
import dev.fovea.nn.Blocks;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.op.Buffer;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import dev.fovea.train.event.TrainEvent.CheckpointDue;
import dev.fovea.train.event.TrainEvent.CheckpointDue.Reason;
import dev.fovea.train.recipe.Average;
import dev.fovea.train.recipe.Images;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Stopping;
import dev.fovea.train.state.Checkpoint;
import dev.fovea.train.state.Position;
import dev.fovea.train.state.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An average of weights has running statistics of its own. */
class StatisticsTest {
  private static final double MOMENTUM = 0.1;

  /** 40 images: two full batches of 16 and a half one. The ends of epochs 2, 3 and 4 count. */
  private static final Recipe RECIPE =
      Tiny.RECIPE
          .epochs(4)
          .images(new Images(List.of("crop 2", "flip"), List.of(0.3), List.of(0.2)))
          .average(new Average(Average.Kind.SWA, 0.9, 0.25));

  private static final Network NETWORK =
      (batch, mode) -> {
        Block net =
            Sequential.of()
                .then("conv1", Blocks.conv(4, 3))
                .then("bn1", Blocks.batchNorm())
                .then("relu1", Blocks.relu())
                .then("pool1", Blocks.maxPool(2, 2))
                .then("conv2", Blocks.conv(6, 3))
                .then("bn2", Blocks.batchNorm())
                .then("fc", Blocks.linear(10));
        return Trace.of("n", net, TensorType.f32(batch, 1, Tiny.SIZE, Tiny.SIZE), mode);
      };

  private static Job job(Recipe recipe, int threads) {
    Compute compute = new Compute(Backend.named("reference"), Backend.Options.f32(1), threads);
    return new Job("n", NETWORK, Tiny.data(), recipe, compute, Duration.ZERO);
  }

  private record Saved(Reason reason, Checkpoint checkpoint, Weights use) {}

  private static List<Saved> run(Job job, Checkpoint from, int stopAfter) {
    List<Saved> all = new ArrayList<>();
    Trainer[] trainer = new Trainer[1];
    trainer[0] =
        Tiny.trainer(
            job,
            e -> {
              if (e instanceof CheckpointDue due) {
                all.add(new Saved(due.reason(), due.checkpoint().get(), due.weights().get()));
                if (all.size() == stopAfter) {
                  trainer[0].stop();
                }
              }
            });
    Progress end = from == null ? trainer[0].run() : trainer[0].resume(from);
    assertThat(end.over()).isEqualTo(stopAfter == 0);
    return all;
  }

  private static Saved last(List<Saved> all) {
    return all.get(all.size() - 1);
  }

  /** By the running statistics of a training step that begins at zero, a batch at a time. */
  private static Map<String, double[]> byHand(Weights weights) {
    Map<String, double[]> sums = new LinkedHashMap<>();
    Graph graph = NETWORK.trace(16, Mode.TRAIN);
    try (Session session = Backend.named("reference").open(Backend.Options.f32(1));
        Executable forward = session.compile(graph);
        Loader loader = new Loader(Tiny.data().train(), RECIPE.training());
        Epoch batches = loader.epoch(0)) {
      session.write(weights);
      for (int i = 0; i < 2; i++) {
        try (Batch batch = batches.next()) {
          for (String path : List.of("bn1", "bn2")) {
            for (String of : List.of(path + ".running_mean", path + ".running_var")) {
              session.write(of, Tensor.zeros(weights.get(of).type()));
            }
          }
          forward.input(Graph.INPUT).write(batch.images());
          forward.run();
          for (String path : session.paths()) {
            if (path.contains("running")) {
              float[] now = session.read(path).floats();
              double[] sum = sums.computeIfAbsent(path, p -> new double[now.length]);
              for (int c = 0; c < now.length; c++) {
                sum[c] += now[c] / MOMENTUM / 2;
              }
            }
          }
        }
      }
    }
    return sums;
  }

  private static void assertFresh(Weights use) {
    Map<String, double[]> want = byHand(use);
    assertThat(want).hasSize(4);
    want.forEach(
        (path, values) -> {
          assertThat(values[0]).as(path).isNotZero();
          assertThat(use.get(path).toDoubles()).as(path).containsExactly(values, within(1e-5));
        });
  }

  @Test
  void theStatisticsAreThoseOfTheAveragedWeights() {
    List<Saved> all = run(job(RECIPE, 0), null, 0);
    Saved end = last(all);
    assertFresh(end.use);
    double loss =
        Evaluator.score(Tiny.compute(), NETWORK, end.use, Tiny.data().test(), RECIPE.measuring(20))
            .loss();
    assertThat(end.checkpoint.progress().last().orElseThrow().testLoss())
        .isCloseTo(loss, within(1e-9));
    // One end of an epoch is no mean: its weights have had their statistics in training.
    Saved second =
        all.stream()
            .filter(s -> s.reason == Reason.EPOCH_ENDED)
            .filter(s -> s.checkpoint.progress().position().epoch() == 2)
            .findFirst()
            .orElseThrow();
    ResumeTest.assertSameBits(second.use, second.checkpoint.weights(), "the first end");
    // The training itself knows nothing of it.
    Saved plain = last(run(job(RECIPE.average(Average.NONE), 0), null, 0));
    ResumeTest.assertSameBits(plain.checkpoint.weights(), end.checkpoint.weights(), "own");
  }

  @Test
  void loaderThreadsAndInterruptionsChangeNoBit() {
    List<Saved> all = run(job(RECIPE, 0), null, 0);
    Saved end = last(all);
    ResumeTest.assertSameBits(last(run(job(RECIPE, 3), null, 0)).use, end.use, "threads");
    for (Saved at : all.subList(0, all.size() - 1)) {
      Saved resumed = last(run(job(RECIPE, 1), at.checkpoint, 0));
      String where = at.checkpoint.progress().position().toString();
      ResumeTest.assertSameBits(resumed.use, end.use, where);
      ResumeTest.assertSameBits(resumed.checkpoint.slots(), end.checkpoint.slots(), where);
    }
  }

  /** 3 steps and the end of an epoch are 4 checkpoints each. */
  @Test
  void aStopWithinAnEpochLeavesThemToo() {
    List<Saved> stopped = run(job(RECIPE, 0), null, 13);
    assertThat(last(stopped).reason).isEqualTo(Reason.STOP_REQUESTED);
    assertThat(last(stopped).checkpoint.progress().position().epoch()).isEqualTo(3);
    assertThat(last(stopped).checkpoint.progress().position().step()).isPositive();
    assertFresh(last(stopped).use);
    Saved resumed = last(run(job(RECIPE, 0), stopped.get(12).checkpoint, 0));
    ResumeTest.assertSameBits(resumed.use, last(run(job(RECIPE, 0), null, 0)).use, "resumed");
  }

  /** The last step of epoch 3 is the 11th checkpoint, and the next to ask is the pass over them. */
  @Test
  void aStopWhileTheyAreMadeLosesNothing() {
    List<Saved> stopped = run(job(RECIPE, 0), null, 11);
    assertThat(last(stopped).reason).isEqualTo(Reason.STOP_REQUESTED);
    assertThat(last(stopped).checkpoint.progress().position()).isEqualTo(new Position(2, 3, 9));
    Saved resumed = last(run(job(RECIPE, 0), last(stopped).checkpoint, 0));
    ResumeTest.assertSameBits(resumed.use, last(run(job(RECIPE, 0), null, 0)).use, "resumed");
  }

  /** What is frozen is not measured anew, and the other normalisation has its own. */
  @Test
  void aFrozenNormalisationKeepsItsStatistics() {
    for (Average average :
        List.of(Average.NONE, RECIPE.average(), new Average(Average.Kind.EMA, 0.5, 0))) {
      Recipe freeze = RECIPE.average(average).freeze(List.of("conv1.*", "bn1.*"));
      Weights start =
          Weights.initial(NETWORK.trace(16, Mode.TRAIN), freeze.seed(), freeze.init()::of);
      Saved end = last(run(job(freeze, 0), null, 0));
      for (Weights saved : List.of(end.use, end.checkpoint.weights())) {
        for (String path : start.tensors().keySet()) {
          boolean stays = path.startsWith("conv1.") || path.startsWith("bn1.");
          assertThat(saved.get(path).sameBits(start.get(path)))
              .as("%s of %s", path, average)
              .isEqualTo(stays);
        }
      }
      assertThat(new MemoryFit(job(freeze, 0)).need(16).all()).isPositive();
    }
  }

  @Test
  void aFrozenNormalisationTrainsAsItPredicts() {
    Graph train = NETWORK.trace(16, Mode.TRAIN);
    Graph all = FrozenNorms.of(train, path -> path.contains("bn"));
    assertThat(all.updates()).isEmpty();
    Graph infer = NETWORK.trace(16, Mode.INFER);
    assertThat(all.nodes()).hasSameSizeAs(infer.nodes());
    assertThat(all.leaves(Buffer.class)).hasSize(4);
    // Half of one is none.
    assertThat(FrozenNorms.of(train, "bn1.weight"::equals)).isSameAs(train);
    Graph one = FrozenNorms.of(train, path -> path.startsWith("bn1"));
    assertThat(one.updates()).hasSize(2);
    assertThat(Statistics.graph(one).outputs().keySet())
        .containsExactly("bn2.running_mean", "bn2.running_var");
  }

  /** A batch with an image that is no number would make every statistic none. */
  @Test
  void whatIsSkippedInTrainingIsLeftOut() {
    Recipe skip =
        RECIPE
            .images(Images.PLAIN)
            .batch(8)
            .stopping(new Stopping(0, 0, 0, 0, Stopping.OnNan.SKIP));
    Saved end = last(run(Bombs.job(skip, Set.of(7)), null, 0));
    assertThat(end.checkpoint.progress().skips().all()).isEqualTo(4);
    assertThat(end.use.get("norm.running_mean").floats()[0]).isFinite();
  }

  /** One without scale and shift is named by both its statistics. */
  @Test
  void aNormalisationWithoutParametersCanBeFrozen() {
    Block net =
        Sequential.of()
            .then("conv1", Blocks.conv(4, 3))
            .then("bn1", Blocks.batchNorm().plain())
            .then("fc", Blocks.linear(10));
    Network plain =
        (batch, mode) -> Trace.of("n", net, TensorType.f32(batch, 1, Tiny.SIZE, Tiny.SIZE), mode);
    Recipe recipe = RECIPE.average(Average.NONE).epochs(1);
    Compute compute = Tiny.compute();
    Recipe freeze = recipe.freeze(List.of("bn1.running_*"));
    Job job = new Job("n", plain, Tiny.data(), freeze, compute, Duration.ZERO);
    Weights start = Weights.initial(plain.trace(16, Mode.TRAIN), freeze.seed(), freeze.init()::of);
    Weights end = last(run(job, null, 0)).use;
    for (String path : start.tensors().keySet()) {
      assertThat(end.get(path).sameBits(start.get(path)))
          .as(path)
          .isEqualTo(path.startsWith("bn1."));
    }
    Recipe half = recipe.freeze(List.of("bn1.running_mean"));
    assertThatThrownBy(() -> Tiny.trainer(new Job("n", plain, Tiny.data(), half, compute)).run())
        .hasMessageStartingWith("freeze 'bn1.running_mean' names no parameter");
  }
}
