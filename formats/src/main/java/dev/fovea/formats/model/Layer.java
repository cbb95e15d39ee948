// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats.model;

import dev.fovea.nn.Scope;
import dev.fovea.op.Value;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One plain layer of a network.
 *
 * @param path the scope of its parameters; empty for the root
 * @param inputs what it reads: 0 is the image, {@code i + 1} the result of layer i
 * @param labels what its inputs are called, for messages
 * @param output the name under which its result is also an output of the network; may be empty
 * @param auxiliary the part that only training computes, if it stands in one; else null
 */
record Layer(
    Place place,
    String path,
    LayerKind kind,
    LayerKind.Computation computation,
    List<Integer> inputs,
    List<String> labels,
    String output,
    Auxiliary auxiliary) {
  /** No tensor of a network has more; keeps products far from overflow. */
  private static final double MOST_ELEMENTS = 1L << 40;

  Layer withOutput(String name) {
    return new Layer(place, path, kind, computation, inputs, labels, name, auxiliary);
  }

  Value apply(Scope root, List<Value> values) {
    List<Value> in = new ArrayList<>();
    inputs.forEach(input -> in.add(values.get(input)));
    if (kind.joins()) {
      checkSizes(in);
    }
    Value result;
    try {
      result = computation.apply(path.isEmpty() ? root : root.in(path), in);
      if (!output.isEmpty()) {
        root.output(output, result);
      }
    } catch (FoveaException e) {
      throw place.error(e);
    } catch (ArithmeticException e) {
      throw place.error("the sizes are too great to be multiplied");
    }
    double elements = 1;
    for (int dim : result.type().shape().dims()) {
      elements *= dim;
    }
    place.check(elements <= MOST_ELEMENTS, "the result %s is too large", result.type());
    return result;
  }

  private void checkSizes(List<Value> in) {
    boolean channels = kind.name().equals("concat");
    Shape first = in.get(0).type().shape();
    for (int i = 1; i < in.size(); i++) {
      Shape other = in.get(i).type().shape();
      place.check(
          fits(first, other, channels),
          "%s gives %s but %s gives %s; %s",
          labels.get(i),
          text(other),
          labels.get(0),
          text(first),
          channels
              ? "to be joined along the channels they must agree in height and width"
              : "they must be of one size");
    }
  }

  /** Whether the kind's op can take both; but for a sum, a size of 1 is spread over the other's. */
  private boolean fits(Shape first, Shape other, boolean channels) {
    boolean fits = first.rank() == other.rank();
    for (int axis = 1; fits && axis < first.rank(); axis++) {
      boolean free = channels ? axis == 1 : other.dim(axis) == 1 && !kind.name().equals("add");
      fits = free || first.dim(axis) == other.dim(axis);
    }
    return fits;
  }

  private static String text(Shape batch) {
    return batch.dims().stream().skip(1).map(String::valueOf).collect(Collectors.joining("x"));
  }
}
