// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats.model;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.formats.model.GraphLayers.Line;
import dev.fovea.ir.Graph;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Trace;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes any network of ops that layers are made of as a {@link ModelFile}: one layer a line, in
 * the order of the graph, under the network's own paths.
 */
public final class ModelText {
  private static final int BATCH = 2;

  private ModelText() {}

  /** A network as a function of what a file leaves open. */
  @FunctionalInterface
  public interface Tracer {
    Graph trace(int batch, int classes, Mode mode);
  }

  /**
   * The file; what depends on the number of classes says so, so it can be read for another one.
   *
   * @param input [C,H,W] that the tracer traces with
   * @throws FoveaException naming the layer, when it has no form in a file
   */
  public static String of(String name, Shape input, int classes, Tracer tracer) {
    List<Line> lines = GraphLayers.of(tracer.trace(BATCH, classes, Mode.TRAIN));
    List<Line> wider = GraphLayers.of(tracer.trace(BATCH, classes + 1, Mode.TRAIN));
    check(lines.size() == wider.size(), "%s: its layers depend on the number of classes", name);
    StringBuilder text = new StringBuilder("name: ").append(GraphLayers.quoted(name));
    String dims = input.dims().stream().map(String::valueOf).collect(Collectors.joining("x"));
    text.append("\ninput: ").append(dims).append("\nclasses: ").append(classes);
    text.append("\nlayers:\n");
    for (int i = 0; i < lines.size(); i++) {
      text.append(line(lines.get(i), wider.get(i), classes));
    }
    verify(name, text.toString(), input, classes, tracer);
    return text.toString();
  }

  private static String line(Line line, Line wider, int classes) {
    Map<String, String> attributes = new LinkedHashMap<>(line.attributes());
    attributes.replaceAll(
        (key, value) ->
            value.equals(String.valueOf(classes))
                    && String.valueOf(classes + 1).equals(wider.attributes().get(key))
                ? "classes"
                : value);
    boolean head = line.kind().equals(GraphLayers.AUXILIARY);
    String separator = head ? "\n      " : ", ";
    String body =
        attributes.entrySet().stream()
            .map(e -> e.getKey() + ": " + e.getValue())
            .collect(Collectors.joining(separator));
    if (head) {
      return "  - auxiliary:\n      " + body + "\n      layers:\n";
    }
    String indent = line.auxiliary().isEmpty() ? "  - " : "        - ";
    return indent + line.kind() + ": {" + body + "}\n";
  }

  /** What is written must read back to the same graphs. */
  private static void verify(String name, String text, Shape input, int classes, Tracer tracer) {
    ModelFile file = ModelFile.parse(name, text);
    TensorType image = TensorType.f32(BATCH, input.dim(0), input.dim(1), input.dim(2));
    for (Mode mode : Mode.values()) {
      Graph wanted = tracer.trace(BATCH, classes, mode);
      Graph found = Trace.of(wanted.name(), file.block(classes), image, mode);
      check(
          found.toString().equals(wanted.toString()),
          "%s: its graph for %s has parts that layers of a file do not make",
          name,
          mode);
    }
  }
}
