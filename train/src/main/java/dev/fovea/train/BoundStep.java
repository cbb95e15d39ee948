// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.autodiff.TrainingStep;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Port;
import dev.fovea.data.loader.Batch;
import dev.fovea.ir.Graph;
import dev.fovea.train.metric.Logits;
import java.util.List;

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
  private final int classes;
  private final int[] labels;
  private final float[] logitValues;
  private final float[] one = new float[1];

  private double lastLoss;
  private int lastCorrect;

  BoundStep(Executable executable, List<String> scalarNames) {
    this.executable = executable;
    images = new ImagePort(executable);
    targets = executable.input(TrainingStep.TARGETS);
    loss = executable.output(TrainingStep.LOSS);
    logits = executable.output(Graph.LOGITS);
    scalars = scalarNames.stream().map(executable::input).toList();
    classes = logits.type().dim(1);
    labels = new int[images.batch()];
    logitValues = new float[images.batch() * classes];
  }

  int batch() {
    return images.batch();
  }

  Executable executable() {
    return executable;
  }

  /** Takes one step; {@code scalarValues} are in the order of the names. */
  void run(Batch batch, double[] scalarValues) {
    images.write(batch);
    System.arraycopy(batch.labels(), 0, labels, 0, labels.length);
    targets.write(labels);
    for (int i = 0; i < scalarValues.length; i++) {
      one[0] = (float) scalarValues[i];
      scalars.get(i).write(one);
    }
    executable.run();
    loss.read(one);
    lastLoss = one[0];
    logits.read(logitValues);
    lastCorrect = Logits.correct(logitValues, labels, labels.length, classes);
  }

  /** Mean loss of the batch of the last run, before its update. */
  double loss() {
    return lastLoss;
  }

  /** Images of that batch whose largest logit was at their label. */
  int correct() {
    return lastCorrect;
  }
}
