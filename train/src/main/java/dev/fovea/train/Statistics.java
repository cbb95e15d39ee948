// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.backend.Executable;
import dev.fovea.backend.Port;
import dev.fovea.backend.Session;
import dev.fovea.data.loader.Batch;
import dev.fovea.data.loader.Epoch;
import dev.fovea.data.loader.Loader;
import dev.fovea.ir.Graph;
import dev.fovea.ir.GraphBuilder;
import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.ir.Weights;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Buffer;
import dev.fovea.op.Dropout;
import dev.fovea.op.Input;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Stopping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * The running statistics of batch normalisation, made anew for weights that no step has trained by.
 * The mean of the statistics that other weights had is not theirs, so an average of weights gets
 * its own by a pass over the training images (Izmailov et al. 2018). They are the plain mean over
 * batches, each as in training: augmented and shuffled as in the first epoch, so that they depend
 * on the weights alone. A last batch that is not full is left out, and so is, where updates are
 * skipped, a batch whose statistics are no finite numbers.
 */
final class Statistics {
  private static final String MEAN = "running_mean";
  private static final String VARIANCE = "running_var";

  private final Session session;
  private final Graph graph;
  private final Recipe recipe;
  private Bound bound;

  /**
   * Compiles nothing yet.
   *
   * @param forward the model traced for training, by full batches
   */
  Statistics(Session session, Graph forward, Recipe recipe) {
    this.session = session;
    this.graph = graph(forward);
    this.recipe = recipe;
  }

  /** Each batch's own mean and variance, under the paths of the buffers they are for. */
  static Graph graph(Graph forward) {
    Set<String> buffers =
        forward.leaves(Buffer.class).stream()
            .map(node -> ((Buffer) node.op()).path())
            .collect(Collectors.toSet());
    Map<String, Result> wanted = new LinkedHashMap<>();
    for (Node node : forward.nodes()) {
      String scope = node.path().isEmpty() ? "" : node.path() + ".";
      if (node.op() instanceof BatchNorm && buffers.contains(scope + MEAN)) {
        wanted.put(scope + MEAN, node.result(1));
        wanted.put(scope + VARIANCE, node.result(2));
      }
    }
    return only(forward, wanted);
  }

  /** The part of a graph that some of its values need, with those as its outputs. */
  private static Graph only(Graph whole, Map<String, Result> outputs) {
    Set<Integer> needed = new HashSet<>();
    outputs.values().forEach(value -> needed.add(value.node()));
    for (int i = whole.nodes().size() - 1; i >= 0; i--) {
      if (needed.contains(i)) {
        whole.nodes().get(i).inputs().forEach(input -> needed.add(input.node()));
      }
    }
    GraphBuilder builder = new GraphBuilder(whole.name() + "_statistics");
    Map<Integer, List<Result>> copies = new HashMap<>();
    for (Node node : whole.nodes()) {
      if (needed.contains(node.id())) {
        List<Result> inputs = new ArrayList<>();
        node.inputs().forEach(in -> inputs.add(copies.get(in.node()).get(in.index())));
        copies.put(node.id(), builder.at(node.path()).node(node.op(), inputs));
      }
    }
    outputs.forEach((name, out) -> builder.output(name, copies.get(out.node()).get(out.index())));
    return builder.build();
  }

  /** Whether the model has any. */
  boolean isEmpty() {
    return graph.outputs().isEmpty();
  }

  /**
   * Makes them for the weights that the session holds.
   *
   * @param stopped asked before each batch
   * @return by the buffers' paths; empty when it was stopped
   */
  Optional<Weights> of(Loader train, BooleanSupplier stopped) {
    if (bound == null) {
      bound = new Bound(session.compile(graph), graph);
    }
    bound.clear();
    try (Epoch batches = train.epoch(0)) {
      for (Batch next = batches.next(); next != null; next = batches.next()) {
        try (Batch batch = next) {
          if (stopped.getAsBoolean()) {
            return Optional.empty();
          }
          if (batch.size() == bound.images.batch()) {
            bound.run(batch, recipe.seed());
            bound.add(recipe.stopping().onNan() == Stopping.OnNan.SKIP);
          }
        }
      }
    }
    return Optional.of(new Weights(bound.means()));
  }

  /** A compiled pass over one batch, and the sums over those before it. */
  private static final class Bound {
    private final Executable executable;
    private final ImagePort images;
    private final Optional<Port> key;
    private final Map<String, Sum> sums = new LinkedHashMap<>();
    private int seen;
    private int counted;

    /**
     * One statistic of each channel.
     *
     * @param factor what makes of a batch's figure the one that running statistics are of
     */
    private record Sum(Port port, double factor, float[] last, double[] all) {
      boolean isFinite() {
        boolean finite = true;
        for (float value : last) {
          finite &= Float.isFinite(value);
        }
        return finite;
      }
    }

    Bound(Executable executable, Graph graph) {
      this.executable = executable;
      images = new ImagePort(executable);
      key =
          graph.leaves(Input.class).stream()
              .filter(node -> ((Input) node.op()).path().equals(Dropout.KEY))
              .map(node -> executable.input(Dropout.KEY))
              .findFirst();
      graph
          .outputs()
          .forEach(
              (path, value) -> {
                Node node = graph.node(value);
                long n = BatchNorm.count(node.types().get(0));
                int channels = node.types().get(1).dim(0);
                sums.put(
                    path,
                    new Sum(
                        executable.output(path),
                        path.endsWith(VARIANCE) ? n / (n - 1.0) : 1,
                        new float[channels],
                        new double[channels]));
              });
    }

    void clear() {
      seen = 0;
      counted = 0;
      sums.values().forEach(sum -> Arrays.fill(sum.all, 0));
    }

    void run(Batch batch, long seed) {
      images.write(batch);
      if (key.isPresent()) {
        key.get().write(Dropout.key(seed, seen));
      }
      executable.run();
      seen++;
      sums.values().forEach(sum -> sum.port.read(sum.last));
    }

    /** Counts the last batch in, unless only finite ones are wanted and it is none. */
    void add(boolean onlyFinite) {
      if (onlyFinite && !sums.values().stream().allMatch(Sum::isFinite)) {
        return;
      }
      counted++;
      for (Sum sum : sums.values()) {
        for (int c = 0; c < sum.all.length; c++) {
          sum.all[c] += sum.last[c];
        }
      }
    }

    Map<String, Tensor> means() {
      Map<String, Tensor> means = new LinkedHashMap<>();
      sums.forEach(
          (path, sum) -> {
            float[] mean = new float[sum.all.length];
            for (int c = 0; c < mean.length; c++) {
              mean[c] = (float) (sum.factor * sum.all[c] / counted);
            }
            means.put(path, Tensor.of(Shape.of(mean.length), mean));
          });
      return means;
    }
  }
}
