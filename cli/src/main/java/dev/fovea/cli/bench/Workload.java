// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.bench;

import dev.fovea.autodiff.TrainingStep;
import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Session;
import dev.fovea.cli.console.UsageException;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.ir.Weights;
import dev.fovea.models.Entry;
import dev.fovea.nn.Mode;
import dev.fovea.tensor.Draw;
import dev.fovea.tensor.Shape;
import dev.fovea.train.recipe.InitRecipe;
import dev.fovea.train.recipe.Optimizer;
import dev.fovea.train.recipe.Recipe;

/**
 * A network compiled and fed, ready to be run again and again on the same random batch.
 *
 * @param flops floating-point operations of one run, on paper
 * @param compileNanos from tracing to the first possible run
 */
record Workload(Session session, Executable executable, double flops, long compileNanos)
    implements AutoCloseable {
  private static final long SEED = 0;

  /** Small enough to leave the weights sane after thousands of steps on one batch. */
  private static final float LR = 1e-4f;

  /**
   * What to run.
   *
   * @param image [C,H,W]
   */
  record Setting(Entry model, Shape image, int batch, Mode mode) {}

  static Workload open(Setting setting, Backend backend, Backend.Options options) {
    long start = System.nanoTime();
    checkSize(setting);
    Graph forward =
        setting.model.trace(setting.image, setting.batch, setting.model.classes(), setting.mode);
    boolean train = setting.mode == Mode.TRAIN;
    Graph graph = train ? step(forward) : forward;
    Session session = backend.open(options);
    try {
      Executable executable = session.compile(graph);
      long compiled = System.nanoTime() - start;
      session.write(Weights.initial(forward, SEED, InitRecipe.XAVIER_UNIFORM::of));
      feed(executable, setting, train);
      return new Workload(session, executable, flops(forward, train), compiled);
    } catch (RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  /** Throws if the images do not fit the array they are made in. */
  private static void checkSize(Setting setting) {
    long most = Integer.MAX_VALUE / Float.BYTES / Math.max(1, setting.image.elements());
    UsageException.require(
        setting.batch <= most,
        "--batch is %d, and of images %s at most %d are benchmarked at once",
        setting.batch,
        setting.image.dims(),
        most);
  }

  private static Graph step(Graph forward) {
    Recipe recipe = Recipe.of(1, 1, LR);
    return TrainingStep.of(forward, recipe.loss(), recipe.optimizer(1), recipe.groups());
  }

  private static void feed(Executable executable, Setting setting, boolean train) {
    var images = executable.input(Graph.INPUT);
    float[] pixels = new float[Math.toIntExact(images.type().elements())];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) Draw.uniform(SEED, 1, i);
    }
    images.write(pixels);
    if (train) {
      int[] labels = new int[setting.batch];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = Draw.below(setting.model.classes(), SEED, 2, i);
      }
      executable.input(TrainingStep.TARGETS).write(labels);
      executable.input(Optimizer.LR).write(new float[] {LR});
    }
  }

  /**
   * Two operations a multiply-accumulate. Training does each layer's work three times (forward,
   * gradient of the weights, gradient of the input), but nobody needs the gradient of the image.
   */
  static double flops(Graph forward, boolean train) {
    double macs = forward.macs();
    double first =
        forward.nodes().stream().mapToLong(Node::macs).filter(m -> m > 0).findFirst().orElse(0);
    return 2 * (train ? 3 * macs - first : macs);
  }

  @Override
  public void close() {
    session.close();
  }
}
