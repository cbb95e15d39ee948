// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.ir.Graph;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Trace;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import java.util.Map;

/**
 * A network of the zoo.
 *
 * @param name what users call it, for example {@code lenet} or {@code densenet_d2l:theta=1}
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
  /** Stands between the name of a network and options that are not its usual ones. */
  static final char VARIANT = ':';

  public Entry {
    check(input.rank() == 3, "%s: default input %s is not [C,H,W]", name, input);
  }

  /** The same entry with another network. */
  public Entry with(Architecture other) {
    return new Entry(name, family, paper, year, notes, input, classes, other);
  }

  /**
   * The network with other options, under a name of its own. The notes know nothing of it.
   *
   * @param settings {@code theta=1,growth=24}, of {@link #options}
   * @throws dev.fovea.tensor.FoveaException naming the option that is unknown or wrong
   */
  public Entry with(String settings) {
    Architecture other = Variant.of(name, architecture, settings);
    return new Entry(name + VARIANT + settings, family, paper, year, "", input, classes, other);
  }

  /** The options and their values, as {@link #with} takes them. */
  public Map<String, String> options() {
    return Variant.options(architecture);
  }

  /** The name with nothing in it that a model file would refuse: {@code densenet_d2l_theta_1}. */
  public String fileName() {
    return name.replaceAll("[^A-Za-z0-9_.-]", "_");
  }

  /** The name without options. */
  public String base() {
    int end = name.indexOf(VARIANT);
    return end < 0 ? name : name.substring(0, end);
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
