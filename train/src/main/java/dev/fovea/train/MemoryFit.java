// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.backend.Session;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.nn.Mode;
import dev.fovea.op.Op;
import dev.fovea.op.Parameter;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.TensorType;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/** Whether a job fits into memory and into the Java heap, asked before any of it is taken. */
final class MemoryFit {
  /**
   * What a job never takes more of, as a multiple of the results of the forward pass. Measured on
   * 16 networks of the zoo at small batches: 4.1 (MobileNet V1 by Adam, clipped, averaged).
   */
  private static final int ACTIVATIONS = 8;

  /** The same of parameters and buffers: 12.3 (AlexNet by the same). */
  private static final int STATE = 16;

  private final Job job;

  MemoryFit(Job job) {
    this.job = job;
  }

  /**
   * Bytes that a job takes outside the Java heap.
   *
   * @param state weights, gradients, what the optimiser keeps
   * @param step planned memory of the training step, that of the last batch of an epoch included
   * @param evaluation the same of the evaluation, that of an average of weights included
   */
  record Need(long state, long step, long evaluation) {
    long all() {
      return Math.addExact(state, Math.addExact(step, evaluation));
    }
  }

  /** Throws, with the numbers and a batch that fits, when a job does not. */
  static void check(Job job) {
    new MemoryFit(job).check();
  }

  private void check() {
    int batch = job.fullBatch();
    checkNative(batch);
    checkHeap(batch);
  }

  private void checkHeap(int batch) {
    long allowed = job.compute().heap();
    if (allowed == Long.MAX_VALUE) {
      return;
    }
    LoaderHeap need = LoaderHeap.of(job, batch);
    if (need.all() > allowed) {
      int fits = most(batch, middle -> LoaderHeap.of(job, middle).all() <= allowed);
      throw new FoveaException(
          "%s at batch %d needs %s of the Java heap for images (training %s, evaluation %s) and %s of"
              + " it are free; %s; FOVEA_JAVA_OPTS=-Xmx8g gives more",
          job.model(),
          batch,
          mebibytes(need.all()),
          mebibytes(need.training()),
          mebibytes(need.evaluation()),
          mebibytes(allowed),
          advice(fits));
    }
  }

  private void checkNative(int batch) {
    long allowed = job.compute().memory();
    if (allowed == Long.MAX_VALUE || atMost(batch) <= allowed) {
      return;
    }
    Need need = need(batch);
    if (need.all() > allowed) {
      throw new FoveaException(
          "%s at batch %d needs %s (weights and optimiser %s, step %s, evaluation %s) and %s of"
              + " memory are free; %s",
          job.model(),
          batch,
          mebibytes(need.all()),
          mebibytes(need.state()),
          mebibytes(need.step()),
          mebibytes(need.evaluation()),
          mebibytes(allowed),
          advice(most(batch, middle -> fits(middle, allowed))));
    }
  }

  /** The largest batch that fits; 0 when none does. */
  private static int most(int batch, IntPredicate isFitting) {
    int fits = 0;
    int tooMany = batch;
    while (tooMany - fits > 1) {
      int middle = fits + (tooMany - fits) / 2;
      if (isFitting.test(middle)) {
        fits = middle;
      } else {
        tooMany = middle;
      }
    }
    return fits;
  }

  private static String advice(int fits) {
    return fits == 0
        ? "not even --batch 1 fits; take a smaller network or --size"
        : "--batch %d fits, and --accumulate makes one update of several batches".formatted(fits);
  }

  private boolean fits(int batch, long allowed) {
    try {
      return need(batch).all() <= allowed;
    } catch (FoveaException e) {
      // Batch normalisation of vectors refuses a single image.
      return false;
    }
  }

  /** A bound from above that costs a trace and no plan. */
  private long atMost(int batch) {
    long bytes = atMost(job.network().trace(batch, Mode.TRAIN));
    return job.recipe().progression().isSmall(0)
        ? bytes + atMost(StepGraphs.small(job.network(), job.recipe(), batch))
        : bytes;
  }

  private static long atMost(Graph forward) {
    long bytes = 0;
    for (Node node : forward.nodes()) {
      int multiple = node.op() instanceof Op.Stateful ? STATE : ACTIVATIONS;
      for (TensorType type : node.types()) {
        bytes = Math.addExact(bytes, Math.multiplyExact(type.bytes(), multiple));
      }
    }
    return bytes;
  }

  /** By the backend's own plans, in a session that is closed again and has run nothing. */
  Need need(int batch) {
    int images = job.data().train().size();
    int steps = (images + batch - 1) / batch;
    Cadence cadence = new Cadence(job.recipe().accumulate(), steps);
    StepGraphs graphs = new StepGraphs(job.network(), job.recipe(), batch, cadence);
    Graph step = graphs.step(batch, false);
    Graph infer = job.network().trace(Math.min(batch, job.data().test().size()), Mode.INFER);
    long state = state(Stream.concat(Stream.of(step), graphs.update().stream()));
    try (Session session = job.compute().backend().open(job.compute().options())) {
      long full = session.plan(step).arena();
      long start =
          job.recipe().progression().isSmall(0)
              ? session.plan(graphs.step(batch, true)).arena()
              : 0;
      long update = graphs.update().map(u -> session.plan(u).arena()).orElse(0L);
      long whole = session.plan(infer).arena();
      return new Need(
          state,
          full + start + update + part(full + start, images, batch),
          whole + part(whole, job.data().test().size(), batch) + statistics(session, graphs));
    }
  }

  /** What making the statistics of an average of weights takes. */
  private static long statistics(Session session, StepGraphs graphs) {
    Graph statistics = Statistics.graph(graphs.forward());
    return graphs.ends(Integer.MAX_VALUE) < 2 || statistics.outputs().isEmpty()
        ? 0
        : session.plan(statistics).arena();
  }

  /** The plan of the last batch, which is smaller, from that of a full one. */
  private static long part(long full, int images, int batch) {
    int rest = images > batch ? images % batch : 0;
    return (long) ((double) full * rest / batch);
  }

  private static long state(Stream<Graph> graphs) {
    Map<String, Long> bytes = new HashMap<>();
    graphs
        .flatMap(graph -> graph.leaves(Op.Stateful.class).stream())
        .forEach(
            node -> {
              Op.Leaf leaf = (Op.Leaf) node.op();
              boolean trained = node.op() instanceof Parameter;
              bytes.put(leaf.path(), leaf.type().bytes() * (trained ? 2 : 1));
            });
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MiB", (bytes + (1 << 20) - 1) >> 20);
  }
}
