// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.ir.Graph;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Trace;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;

/**
 * A network of the zoo.
 *
 * @param name what users call it, for example {@code lenet}
 * @param family what the CLI lists it under
 * @param paper authors, title and year, or what else it follows
 * @param year of publication
 * @param notes its row in the study notes' list of models
 * @param input default image, [C,H,W]
 * @param classes default number of classes
 * @param architecture the network and its options
 */
public record Entry(
    String name,
    String family,
    String paper,
    int year,
    String notes,
    Shape input,
    int classes,
    Architecture architecture) {
  public Entry {
    check(input.rank() == 3, "%s: default input %s is not [C,H,W]", name, input);
  }

  /** The same entry with other options. */
  public Entry with(Architecture other) {
    return new Entry(name, family, paper, year, notes, input, classes, other);
  }

  /**
   * Traces the network.
   *
   * @param image [C,H,W]
   * @throws dev.fovea.tensor.FoveaException naming the layer when the image does not fit
   */
  public Graph trace(Shape image, int batch, int numClasses, Mode mode) {
    check(image.rank() == 3, "%s: input %s is not [C,H,W]", name, image);
    check(batch > 0, "%s: batch must be at least 1, was %d", name, batch);
    check(numClasses > 0, "%s: classes must be at least 1, was %d", name, numClasses);
    Shape shape = Shape.of(batch, image.dim(0), image.dim(1), image.dim(2));
    return Trace.of(name, architecture.block(numClasses), new TensorType(DType.F32, shape), mode);
  }

  /** Traces the network with its default image and classes. */
  public Graph trace(int batch, Mode mode) {
    return trace(input, batch, classes, mode);
  }
}
