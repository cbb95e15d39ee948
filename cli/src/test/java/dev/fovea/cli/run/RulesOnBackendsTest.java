// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.autodiff.TrainingStep;
import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Session;
import dev.fovea.data.shapes.ShapesDataset;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Weights;
import dev.fovea.nn.Activations;
import dev.fovea.nn.Block;
import dev.fovea.nn.Blocks;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import dev.fovea.train.Compute;
import dev.fovea.train.Job;
import dev.fovea.train.Network;
import dev.fovea.train.Trainer;
import dev.fovea.train.event.TrainEvent.CheckpointDue;
import dev.fovea.train.recipe.Average;
import dev.fovea.train.recipe.Images;
import dev.fovea.train.recipe.InitRecipe;
import dev.fovea.train.recipe.LossKind;
import dev.fovea.train.recipe.Optimizer;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Stopping;
import dev.fovea.train.recipe.Targets;
import dev.fovea.train.recipe.Update;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every update rule, with all that surrounds it, comes to the same weights on both backends. */
class RulesOnBackendsTest {
  private static Weights[] train(String backend, Recipe recipe) {
    // Six channels: blocked layouts pad them, and the padding must stay zero under every rule.
    Block net =
        Sequential.of()
            .then("conv1", Blocks.conv(6, 3))
            .then("bn1", Blocks.batchNorm())
            .then("relu1", Blocks.relu())
            .then("conv2", Blocks.conv(17, 3).stride(2))
            .then("drop", Activations.dropout(0.2))
            .then("fc", Blocks.linear(10).init(Init.constant(0)));
    Network network = (batch, mode) -> Trace.of("net", net, TensorType.f32(batch, 1, 28, 28), mode);
    Weights[] end = new Weights[3];
    Compute compute = new Compute(Backend.named(backend), Backend.Options.f32(1), 0);
    new Trainer(
            new Job("net", network, ShapesDataset.splits(1, 20, 5), recipe, compute),
            List.of(
                event -> {
                  if (event instanceof CheckpointDue due) {
                    end[0] = due.checkpoint().get().weights();
                    end[1] = due.checkpoint().get().slots();
                    end[2] = due.weights().get();
                  }
                }))
        .run();
    return end;
  }

  @ParameterizedTest
  @EnumSource
  void sameWeights(Update.Rule rule) {
    boolean adam = rule == Update.Rule.ADAM || rule == Update.Rule.ADAMW;
    Update update =
        new Update(
            rule, adam ? 0 : 0.9, rule == Update.Rule.SGD, 0.9, 0.99, 1e-2, 0.1, 1e-3, 0.5, 0.1);
    Recipe recipe =
        Recipe.of(2, 8, 0.02)
            .update(update)
            .targets(new Targets(0.1, List.of(1.0, 2.0, 1.0, 1.0, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0)))
            .images(new Images(List.of("flip", "mixup"), List.of(0.3), List.of(0.3)))
            .average(new Average(Average.Kind.EMA, 0.5, 0));
    Weights[] want = same(recipe);
    assertThat(want[1].tensors().keySet()).contains("buffers.average");
  }

  @ParameterizedTest
  @EnumSource
  void sameWeightsByEveryLoss(LossKind loss) {
    same(Recipe.of(2, 8, 0.02).loss(loss));
  }

  /** 20 images: a group of two whole batches, and one of a batch of 4 alone. */
  @Test
  void sameWeightsFromGatheredGradients() {
    Recipe recipe =
        Recipe.of(2, 8, 0.02)
            .momentum(0.9)
            .accumulate(2)
            .stopping(new Stopping(0, 0, 0, 0, Stopping.OnNan.SKIP))
            .average(new Average(Average.Kind.EMA, 0.5, 0));
    assertThat(same(recipe)[1].tensors().keySet())
        .contains("all.gradient", "all.momentum", "buffers.average");
  }

  @Test
  void sameWeightsAroundAFrozenNormalisation() {
    Recipe recipe = Recipe.of(2, 8, 0.02).momentum(0.9);
    Weights[] all = same(recipe.freeze(List.of("bn1.*")));
    assertThat(all[0].get("bn1.running_mean").floats()).containsOnly(0);
    assertThat(all[0].get("bn1.running_var").floats()).containsOnly(1);
    same(recipe.freeze(List.of("conv1.*", "bn1.*")));
  }

  /** Gradients are some ten thousand times the bound. */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "onednn"})
  void farBeyondTheBoundAStepIsTheBound(String backend) {
    Update update = new Update(Update.Rule.SGD, 0, false, 0.9, 0.99, 1e-2, 0.1, 0, 0, 1e-6);
    // One step.
    Recipe recipe = Recipe.of(1, 20, 1e3).update(update);
    float[] start = train(backend, recipe.lr(1e-30))[0].get("fc.bias").floats();
    float[] end = train(backend, recipe)[0].get("fc.bias").floats();
    for (int c = 0; c < end.length; c++) {
      assertThat(Math.abs(end[c] - start[c])).isCloseTo(1e-3f, within(1e-7f));
    }
  }

  /** A run that diverges must be seen to, and not be hidden by what bounds gradients. */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "onednn"})
  void whatIsNoNumberIsNotClipped(String backend) {
    Update update = new Update(Update.Rule.SGD, 0, false, 0.9, 0.99, 1e-2, 0.1, 0, 0, 0.5);
    Recipe recipe = Recipe.of(1, 1, 1).update(update);
    Optimizer rule = recipe.optimizer(1);
    TensorType type = TensorType.f32(1, 3);
    Graph forward = Trace.of("t", Blocks.linear(2), type, Mode.TRAIN);
    Graph graph = TrainingStep.of(forward, recipe.loss(), rule, recipe.groups());
    try (Session session = Backend.named(backend).open(Backend.Options.f32(1))) {
      Executable step = session.compile(graph);
      session.write("weight", Tensor.of(Shape.of(2, 3), new float[6]));
      session.write("bias", Tensor.of(Shape.of(2), new float[2]));
      step.input(Graph.INPUT).write(new float[] {1e9f, 0.25f, Float.NaN});
      step.input(TrainingStep.TARGETS).write(new int[] {1});
      step.input("lr").write(new float[] {1});
      step.run();
      // The loss is none, and with it every gradient.
      for (float w : session.read("weight").floats()) {
        assertThat(w).isNaN();
      }
    }
  }

  /** The last layer is all zero at first, so that no gradient comes through it. */
  @Test
  void sameWeightsFromNoneByLars() {
    Update update = new Update(Update.Rule.LARS, 0.9, false, 0.9, 0.99, 1e-2, 0.1, 1e-3, 0, 0);
    Recipe recipe = Recipe.of(2, 8, 0.1).update(update).init(InitRecipe.MODEL);
    assertThat(same(recipe)[0].get("fc.weight").floats()).doesNotContain(0);
  }

  private static Weights[] same(Recipe recipe) {
    Weights[] want = train("reference", recipe);
    Weights[] got = train("onednn", recipe);
    for (int kind = 0; kind < 3; kind++) {
      Weights other = got[kind];
      want[kind]
          .tensors()
          .forEach(
              (path, tensor) ->
                  assertThat(other.get(path).floats())
                      .as(path)
                      .containsExactly(tensor.floats(), within(2e-4f)));
    }
    return want;
  }
}
