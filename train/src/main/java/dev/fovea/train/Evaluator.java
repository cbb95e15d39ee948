// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.backend.Executable;
import dev.fovea.backend.Port;
import dev.fovea.backend.Session;
import dev.fovea.data.Dataset;
import dev.fovea.data.loader.Batch;
import dev.fovea.data.loader.Epoch;
import dev.fovea.data.loader.Loader;
import dev.fovea.data.loader.LoaderOptions;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Weights;
import dev.fovea.nn.Mode;
import dev.fovea.train.metric.Logits;
import dev.fovea.train.metric.Score;
import dev.fovea.train.recipe.LossKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Measures the weights of a session on datasets (notes T57, T58); compiles as batch sizes come up.
 */
public final class Evaluator {
  private final Session session;
  private final Network network;
  private final LossKind lossKind;
  private final Map<Integer, Bound> bound = new HashMap<>();

  /** Uses the session's weights as they are at each evaluation; whoever opened it closes it. */
  public Evaluator(Session session, Network network) {
    this(session, network, LossKind.CROSS_ENTROPY);
  }

  /** As the other, with another loss to measure. */
  public Evaluator(Session session, Network network, LossKind lossKind) {
    this.session = session;
    this.network = network;
    this.lossKind = lossKind;
  }

  /**
   * Loss and accuracy of given weights, in a session of its own.
   *
   * @param loading batch, size and threads of the loader; the order does not matter
   * @throws dev.fovea.tensor.FoveaException when the weights are not those of the network
   */
  public static Score score(
      Compute compute, Network network, Weights weights, Dataset data, LoaderOptions loading) {
    weights.checkFits(network.trace(1, Mode.INFER));
    try (Session session = compute.backend().open(compute.options());
        Loader loader = new Loader(data, loading)) {
      Evaluator evaluator = new Evaluator(session, network);
      evaluator.bound(Math.min(loading.batch(), data.size()));
      session.write(weights);
      return evaluator.evaluate(loader, () -> false).orElseThrow();
    }
  }

  /**
   * Loss and accuracy over all images of a loader.
   *
   * @param stopped asked before each batch
   * @return empty when it was stopped
   */
  public Optional<Score> evaluate(Loader loader, BooleanSupplier stopped) {
    double loss = 0;
    long correct = 0;
    long images = 0;
    try (Epoch batches = loader.epoch(0)) {
      for (Batch next = batches.next(); next != null; next = batches.next()) {
        try (Batch batch = next) {
          if (stopped.getAsBoolean()) {
            return Optional.empty();
          }
          Bound model = bound(batch.size());
          model.run(batch);
          loss += lossKind.sum(model.values, batch.labels(), batch.size(), model.classes);
          correct += Logits.correct(model.values, batch.labels(), batch.size(), model.classes);
          images += batch.size();
        }
      }
    }
    return Optional.of(new Score(loss / images, (double) correct / images, images));
  }

  /** Compiles what evaluating so many images by batches of that many takes. */
  void compile(int images, int batch) {
    bound(Math.min(batch, images));
    if (images > batch && images % batch > 0) {
      bound(images % batch);
    }
  }

  private Bound bound(int batch) {
    return bound.computeIfAbsent(
        batch, size -> new Bound(session.compile(network.trace(size, Mode.INFER))));
  }

  private static final class Bound {
    private final Executable executable;
    private final ImagePort images;
    private final Port logits;
    private final int classes;
    private final float[] values;

    Bound(Executable executable) {
      this.executable = executable;
      images = new ImagePort(executable);
      logits = executable.output(Graph.LOGITS);
      classes = logits.type().dim(1);
      values = new float[Math.toIntExact(logits.type().elements())];
    }

    void run(Batch batch) {
      images.write(batch);
      executable.run();
      logits.read(values);
    }
  }
}
