// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.data.Dataset;
import dev.fovea.data.ImageShape;
import dev.fovea.data.loader.Loader;
import dev.fovea.ir.Graph;
import dev.fovea.nn.Mode;
import dev.fovea.op.Input;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import java.util.List;

/** Whether model, data and recipe of a job go together. */
final class JobFits {
  private JobFits() {}

  /** Throws, with the numbers, when they do not. */
  static void check(Job job, Graph model, List<Loader> loaders) {
    Dataset data = job.data().train();
    Shape input = ((Input) model.leaves(Input.class).get(0).op()).type().shape();
    for (Loader loader : loaders) {
      ImageShape image = loader.shape();
      FoveaException.check(
          input.equals(Shape.of(input.dim(0), image.channels(), image.height(), image.width())),
          "%s takes images of %s but those of %s are %s",
          job.model(),
          input,
          data.name(),
          image);
    }
    int classes = model.output(Graph.LOGITS).type().dim(1);
    FoveaException.check(
        classes == data.labels().size(),
        "%s tells %d classes apart but %s has %d",
        job.model(),
        classes,
        data.name(),
        data.labels().size());
    job.recipe().targets().checkFits(classes, data.name());
  }

  /**
   * Throws when the network is another one, or none, for the smaller images of the first epochs; a
   * trial of a job without them does not come to know.
   */
  static void checkStart(Job job) {
    int batch = job.fullBatch();
    StepGraphs.checkStart(
        job.network(), job.recipe(), batch, job.network().trace(batch, Mode.TRAIN));
  }
}
