// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.autodiff.TrainingStep;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Port;
import dev.fovea.data.loader.Batch;
import dev.fovea.ir.Graph;
import dev.fovea.op.Dropout;
import dev.fovea.op.Input;
import dev.fovea.tensor.DType;
import dev.fovea.train.metric.Logits;
import dev.fovea.train.recipe.Gathering;
import dev.fovea.train.recipe.Recipe;
import dev.fovea.train.recipe.Targets;
import java.util.List;
import java.util.Optional;

/**
 * A compiled training step of one batch size with everything it needs bound; a run allocates
 * nothing.
 */
final class BoundStep {
  private final Executable executable;
  private final ImagePort images;
  private final Port targets;
  private final Port loss;
  private final Port logits;
  private final List<Port> scalars;
  private final Optional<Port> key;
  private final Optional<Port> squares;
  private final int classes;
  private final Targets encoding;
  private final boolean weighed;
  private final int[] labels;
  private final float[] soft;
  private final float[] logitValues;
  private final float[] one = new float[1];

  private double lastLoss;
  private double lastWeight;
  private int lastCorrect;
  private boolean finite;

  /**
   * Binds a compiled step.
   *
   * @param graph what it was compiled from
   * @param recipe how targets are made where the graph takes probabilities
   */
  BoundStep(Executable executable, Graph graph, List<String> scalarNames, Recipe recipe) {
    this.executable = executable;
    this.encoding = recipe.targets();
    this.weighed = recipe.weighsBatches();
    images = new ImagePort(executable);
    targets = executable.input(TrainingStep.TARGETS);
    loss = executable.output(TrainingStep.LOSS);
    logits = executable.output(Graph.LOGITS);
    scalars = scalarNames.stream().map(executable::input).toList();
    key =
        graph.leaves(Input.class).stream()
            .map(node -> ((Input) node.op()).path())
            .filter(Dropout.KEY::equals)
            .map(executable::input)
            .findFirst();
    squares =
        Optional.of(Gathering.NORM).filter(graph.outputs()::containsKey).map(executable::output);
    classes = logits.type().dim(1);
    labels = new int[images.batch()];
    soft = targets.type().dtype() == DType.I32 ? null : new float[images.batch() * classes];
    logitValues = new float[images.batch() * classes];
  }

  int batch() {
    return images.batch();
  }

  Executable executable() {
    return executable;
  }

  /**
   * Takes one step.
   *
   * @param scalarValues in the order of the names
   * @param seed of the run
   * @param steps taken before this one; with the seed it decides what dropout drops
   */
  void run(Batch batch, double[] scalarValues, long seed, long steps) {
    images.write(batch);
    System.arraycopy(batch.labels(), 0, labels, 0, labels.length);
    if (soft == null) {
      targets.write(labels);
    } else {
      encode(batch);
      targets.write(soft);
    }
    for (int i = 0; i < scalarValues.length; i++) {
      one[0] = (float) scalarValues[i];
      scalars.get(i).write(one);
    }
    if (key.isPresent()) {
      key.get().write(Dropout.key(seed, steps));
    }
    executable.run();
    loss.read(one);
    lastWeight = weighed ? encoding.weight(batch) : batch.size();
    // The graph divides by images.
    lastLoss = weighed && lastWeight > 0 ? one[0] * (batch.size() / lastWeight) : one[0];
    logits.read(logitValues);
    finite = true;
    if (squares.isPresent()) {
      squares.get().read(one);
      finite = Float.isFinite(one[0]);
    }
    for (int i = 0; i < labels.length; i++) {
      labels[i] = batch.shares()[i] < 0.5f ? batch.others()[i] : labels[i];
    }
    lastCorrect = Logits.correct(logitValues, labels, labels.length, classes);
  }

  private void encode(Batch batch) {
    if (weighed) {
      encoding.encodePart(batch, classes, soft);
    } else {
      encoding.encode(batch, classes, soft);
    }
  }

  /** What the batch of the last run counts for in an update by several. */
  double weight() {
    return lastWeight;
  }

  /** Mean loss of the batch of the last run, before its update. */
  double loss() {
    return lastLoss;
  }

  /** Whether all gathered gradients are finite, as far as the graph measures it. */
  boolean isGradientFinite() {
    return finite;
  }

  /**
   * Images of that batch whose largest logit was at their label; of mixed ones, at the label with
   * the larger share.
   */
  int correct() {
    return lastCorrect;
  }
}
