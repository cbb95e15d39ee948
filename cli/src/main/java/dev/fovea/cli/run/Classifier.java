// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Session;
import dev.fovea.data.ImageShape;
import dev.fovea.data.augment.Normalization;
import dev.fovea.data.image.Fit;
import dev.fovea.data.image.ImageFiles;
import dev.fovea.data.image.Picture;
import dev.fovea.ir.Graph;
import dev.fovea.nn.Mode;
import dev.fovea.tensor.FoveaException;
import java.nio.file.Path;

/** A trained network that takes one picture at a time. */
final class Classifier implements AutoCloseable {
  private final Session session;
  private final Executable executable;
  private final ImageShape shape;
  private final Fit fit;
  private final Normalization normalization;
  private final float[] logits;

  Classifier(Trained trained, Backend backend, Backend.Options options) {
    Graph graph = trained.network(trained.channels()).trace(1, Mode.INFER);
    var input = graph.leaves(dev.fovea.op.Input.class).get(0).result().type();
    shape = new ImageShape(input.dim(1), input.dim(2), input.dim(3));
    fit = trained.args().recipe().reading().fit(0).size(shape.height(), shape.width());
    normalization = trained.args().recipe().images().normalization();
    normalization.checkFits(shape, trained.args().data());
    logits = new float[trained.labels().size()];
    session = backend.open(options);
    try {
      executable = session.compile(graph);
      session.write(trained.weights().weights());
    } catch (RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  /** A picture as the training images were: converted and fitted. */
  Picture read(ImageFiles files, Path file) {
    return files.read(file, shape.channels(), fit);
  }

  /**
   * A probability for each class.
   *
   * @param picture as {@link #read} gives it
   */
  double[] probabilities(Picture picture) {
    byte[] samples = picture.samples();
    float[] pixels = new float[samples.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (samples[i] & 0xff) / 255f;
    }
    normalization.apply(pixels, 0, shape);
    executable.input(Graph.INPUT).write(pixels);
    executable.run();
    executable.output(Graph.LOGITS).read(logits);
    return softmax(logits);
  }

  /**
   * Probabilities from scores.
   *
   * @throws FoveaException when they are not finite
   */
  static double[] softmax(float[] logits) {
    double most = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      most = Math.max(most, logit);
    }
    double[] result = new double[logits.length];
    double sum = 0;
    for (int c = 0; c < result.length; c++) {
      result[c] = Math.exp(logits[c] - most);
      sum += result[c];
    }
    FoveaException.check(
        Double.isFinite(sum), "the network's scores are not finite, so its weights are of no use");
    for (int c = 0; c < result.length; c++) {
      result[c] /= sum;
    }
    return result;
  }

  @Override
  public void close() {
    session.close();
  }
}
