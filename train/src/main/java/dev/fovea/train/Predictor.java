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
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.metric.Predictions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What given weights say about images, in a session of its own. */
public final class Predictor implements AutoCloseable {
  private final Session session;
  private final Network network;
  private final Map<Integer, Bound> bound = new HashMap<>();
  private float[] seen = new float[0];

  /**
   * Opens a session and puts the weights into it.
   *
   * @param batch images of a full batch; compiled first
   * @throws FoveaException when the weights are not those of the network
   */
  public Predictor(Compute compute, Network network, Weights weights, int batch) {
    weights.checkFits(network.trace(1, Mode.INFER));
    this.network = network;
    session = compute.backend().open(compute.options());
    try {
      bound(batch);
      session.write(weights);
    } catch (RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  /**
   * What the network says about a whole dataset.
   *
   * @param loading must keep the dataset's order; its batch should be the one of the constructor
   * @param views probabilities are averaged over these
   */
  public Predictions predict(Dataset data, LoaderOptions loading, List<View> views) {
    FoveaException.check(
        !loading.shuffle() && loading.limit() == 0 && !views.isEmpty(),
        "predictions need every image of %s in order, and a view of it",
        data.name());
    int classes = data.labels().size();
    float[] logits = new float[Math.multiplyExact(data.size(), classes)];
    int[] labels = new int[data.size()];
    int done = 0;
    try (Loader loader = new Loader(data, loading);
        Epoch batches = loader.epoch(0)) {
      for (Batch next = batches.next(); next != null; next = batches.next()) {
        try (Batch batch = next) {
          float[] scores = scores(batch, views);
          FoveaException.check(
              scores.length == batch.size() * classes,
              "the network tells %d classes apart, %s has %d",
              scores.length / batch.size(),
              data.name(),
              classes);
          System.arraycopy(scores, 0, logits, done * classes, scores.length);
          System.arraycopy(batch.labels(), 0, labels, done, batch.size());
          done += batch.size();
        }
      }
    }
    return new Predictions(logits, labels, classes);
  }

  private float[] scores(Batch batch, List<View> views) {
    if (views.equals(List.of(View.PLAIN))) {
      return logits(batch.images(), batch.size());
    }
    List<Predictions> seen = new ArrayList<>();
    int n = batch.size();
    float[] view = new float[n * batch.shape().bytes()];
    for (View each : views) {
      each.look(batch.images(), view, n, batch.shape());
      float[] logits = logits(view, n);
      seen.add(new Predictions(logits.clone(), new int[n], logits.length / n));
    }
    int classes = seen.get(0).classes();
    float[] result = new float[n * classes];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) logMean(seen, i / classes, i % classes);
    }
    return result;
  }

  /**
   * {@code log(mean_v p_v)} over views; finite where a probability is too small for a double, too.
   */
  private static double logMean(List<Predictions> seen, int image, int c) {
    double most = -Float.MAX_VALUE;
    for (Predictions view : seen) {
      most = Math.max(most, view.logProbability(image, c));
    }
    double sum = 0;
    for (Predictions view : seen) {
      sum += Math.exp(view.logProbability(image, c) - most);
    }
    return most + Math.log(sum / seen.size());
  }

  /**
   * Logits {@code [n, classes]} of the first {@code n} images of an array {@code [N,C,H,W]}; the
   * result is overwritten by the next call of the same {@code n}. Compiles when {@code n} is new.
   */
  public float[] logits(float[] images, int n) {
    return bound(n).run(images);
  }

  private Bound bound(int batch) {
    return bound.computeIfAbsent(
        batch, size -> new Bound(session.compile(network.trace(size, Mode.INFER))));
  }

  @Override
  public void close() {
    session.close();
  }

  private final class Bound {
    private final Executable executable;
    private final Port images;
    private final Port logits;
    private final float[] values;

    Bound(Executable executable) {
      this.executable = executable;
      images = executable.input(Graph.INPUT);
      logits = executable.output(Graph.LOGITS);
      values = new float[Math.toIntExact(logits.type().elements())];
    }

    float[] run(float[] batch) {
      int length = Math.toIntExact(images.type().elements());
      if (batch.length == length) {
        images.write(batch);
      } else {
        // Ports take whole arrays; that of a last batch is longer than its images.
        seen = seen.length == length ? seen : new float[length];
        System.arraycopy(batch, 0, seen, 0, length);
        images.write(seen);
      }
      executable.run();
      logits.read(values);
      return values;
    }
  }
}
