// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.summary;

import dev.fovea.autodiff.TrainingStep;
import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Session;
import dev.fovea.ir.Graph;
import dev.fovea.nn.Mode;
import dev.fovea.train.recipe.Recipe;
import java.util.function.Function;

/**
 * What a backend reserves for a batch, from its own plan.
 *
 * @param inferenceBytes activations and scratch of one run
 * @param trainingBytes activations, gradients and scratch of one step
 * @param trainingUnplannedBytes what that would be if no two values shared memory
 * @param inferenceStateBytes weights and buffers
 * @param trainingStateBytes weights, buffers, and what the optimiser keeps
 */
record MemoryNeed(
    String backend,
    long inferenceBytes,
    long trainingBytes,
    long trainingUnplannedBytes,
    long inferenceStateBytes,
    long trainingStateBytes) {
  private record Plan(Executable.Footprint footprint, long state) {}

  /** Compiles the network for inference and for training by plain SGD, and runs neither. */
  static MemoryNeed of(Function<Mode, Graph> network, Backend backend, int threads) {
    Plan infer = plan(network.apply(Mode.INFER), backend, threads);
    Recipe recipe = Recipe.of(1, 1, 0.1);
    Graph step =
        TrainingStep.of(
            network.apply(Mode.TRAIN), recipe.loss(), recipe.optimizer(1), parameter -> "all");
    Plan train = plan(step, backend, threads);
    return new MemoryNeed(
        backend.name(),
        infer.footprint.arena(),
        train.footprint.arena(),
        train.footprint.unplanned(),
        infer.state,
        train.state);
  }

  private static Plan plan(Graph graph, Backend backend, int threads) {
    try (Session session = backend.open(Backend.Options.f32(threads));
        Executable executable = session.compile(graph)) {
      return new Plan(executable.footprint(), session.stateBytes());
    }
  }
}
