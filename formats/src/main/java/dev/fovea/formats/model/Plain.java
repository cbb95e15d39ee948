// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats.model;

import dev.fovea.nn.Mode;
import dev.fovea.nn.Scope;
import dev.fovea.op.Value;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A network as a list of plain layers.
 *
 * @param result the value that holds the scores: {@code i + 1} is the result of layer i
 */
record Plain(List<Layer> layers, int result) {
  Plain {
    layers = List.copyOf(layers);
  }

  Value apply(Scope s, Value x, int numClasses) {
    List<Value> values = new ArrayList<>(List.of(x));
    int i = 0;
    while (i < layers.size()) {
      Auxiliary part = layers.get(i).auxiliary();
      if (part == null || s.mode() == Mode.TRAIN) {
        values.add(layers.get(i++).apply(s, values));
      } else {
        int end = i;
        while (end < layers.size() && layers.get(end).auxiliary() == part) {
          end++;
        }
        declare(s, part, layers.subList(i, end), values);
        values.addAll(Collections.nCopies(end - i, null));
        i = end;
      }
    }
    Value scores = values.get(result);
    boolean fits = scores.type().rank() == 2 && scores.type().dim(1) == numClasses;
    layers
        .get(result - 1)
        .place()
        .check(
            fits,
            "the network ends with %s, expected a score for each of %d classes; end it with"
                + " linear: classes",
            scores.type(),
            numClasses);
    return scores;
  }

  private static void declare(Scope s, Auxiliary part, List<Layer> layers, List<Value> values) {
    TensorType entry = values.get(part.entry()).type();
    Shape map = part.input();
    TensorType input =
        map == null
            ? entry
            : entry.withShape(Shape.of(entry.dim(0), map.dim(0), map.dim(1), map.dim(2)));
    s.declare((there, v) -> within(there, v, part, layers, values), input);
  }

  private static Value within(
      Scope s, Value v, Auxiliary part, List<Layer> layers, List<Value> values) {
    List<Value> local = new ArrayList<>(values);
    local.set(part.entry(), v);
    for (Layer layer : layers) {
      local.add(layer.apply(s, local));
    }
    return local.get(local.size() - 1);
  }
}
