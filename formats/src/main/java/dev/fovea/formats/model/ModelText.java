// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats.model;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Trace;
import dev.fovea.op.OpTable;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes any network of ops that layers are made of as a {@link ModelFile}: one layer a line, in
 * the order of the graph, under the network's own paths.
 */
public final class ModelText {
  private static final OpTable<LayerWriters.Writer> WRITERS = LayerWriters.table();
  private static final int BATCH = 2;

  private final Graph graph;
  private final boolean[] needed;
  private final Map<Integer, String> ids = new HashMap<>();

  private ModelText(Graph graph) {
    this.graph = graph;
    needed = new boolean[graph.nodes().size()];
    graph.outputs().values().forEach(value -> needed[value.node()] = true);
    for (int id = needed.length - 1; id >= 0; id--) {
      for (Result input : graph.nodes().get(id).inputs()) {
        needed[input.node()] |= needed[id];
      }
    }
  }

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
    List<Map<String, String>> layers = layers(tracer.trace(BATCH, classes, Mode.TRAIN));
    List<Map<String, String>> wider = layers(tracer.trace(BATCH, classes + 1, Mode.TRAIN));
    check(layers.size() == wider.size(), "%s: its layers depend on the number of classes", name);
    StringBuilder text = new StringBuilder("name: ").append(quoted(name));
    String dims = input.dims().stream().map(String::valueOf).collect(Collectors.joining("x"));
    text.append("\ninput: ").append(dims).append("\nclasses: ").append(classes);
    text.append("\nlayers:\n");
    for (int i = 0; i < layers.size(); i++) {
      text.append("  - ").append(line(layers.get(i), wider.get(i), classes)).append('\n');
    }
    verify(name, text.toString(), input, classes, tracer);
    return text.toString();
  }

  private static String line(Map<String, String> layer, Map<String, String> wider, int classes) {
    Map<String, String> attributes = new LinkedHashMap<>(layer);
    String kind = attributes.remove(KIND);
    attributes.replaceAll(
        (key, value) ->
            value.equals(String.valueOf(classes))
                    && String.valueOf(classes + 1).equals(wider.get(key))
                ? "classes"
                : value);
    String body =
        attributes.entrySet().stream()
            .map(e -> e.getKey() + ": " + e.getValue())
            .collect(Collectors.joining(", "));
    return kind + ": {" + body + "}";
  }

  private static final String KIND = "kind";

  private static List<Map<String, String>> layers(Graph graph) {
    return new ModelText(graph).layers();
  }

  private List<Map<String, String>> layers() {
    List<Node> nodes =
        graph.nodes().stream().filter(n -> needed[n.id()] && LayerWriters.isLayer(n)).toList();
    List<Written> written = new ArrayList<>();
    for (Node node : nodes) {
      written.add(written(node));
    }
    nameReferences(nodes, written);
    List<Map<String, String>> layers = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      layers.add(attributes(nodes, written.get(i), i));
    }
    Result logits = graph.output(Graph.LOGITS);
    check(
        !nodes.isEmpty() && nodes.get(nodes.size() - 1).result().equals(logits),
        "%s: the last layer does not give the scores, so it has no form in a file",
        graph.name());
    return layers;
  }

  private static Written written(Node node, Graph graph) {
    return WRITERS
        .find(node.op().getClass())
        .orElseThrow(
            () ->
                new FoveaException(
                    "%s: %s has no form in a model file", node.path(), node.op().mnemonic()))
        .write(graph, node);
  }

  private Written written(Node node) {
    return written(node, graph);
  }

  /** Finds the layers that their path does not tell from another one, and gives them an id. */
  private void nameReferences(List<Node> nodes, List<Written> written) {
    Set<String> taken = new HashSet<>();
    nodes.forEach(node -> taken.add(node.path()));
    taken.add(Names.INPUT);
    Map<String, Integer> latest = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (Result input : written.get(i).inputs()) {
        Node source = graph.node(input);
        boolean above = written.get(i).inputs().size() == 1 && isAbove(nodes, i, input);
        boolean plain =
            !LayerWriters.isLayer(source)
                || above
                || Integer.valueOf(source.id()).equals(latest.get(source.path()))
                    && !source.path().isEmpty()
                    && !source.path().equals(Names.INPUT);
        if (!plain && !ids.containsKey(source.id())) {
          String base = source.path().isEmpty() ? source.op().mnemonic() : source.path();
          int n = 2;
          while (!taken.add(base + "-" + n)) {
            n++;
          }
          ids.put(source.id(), base + "-" + n);
        }
      }
      latest.put(nodes.get(i).path(), nodes.get(i).id());
    }
  }

  private static boolean isAbove(List<Node> nodes, int index, Result input) {
    return index == 0 || nodes.get(index - 1).result().equals(input);
  }

  private Map<String, String> attributes(List<Node> nodes, Written layer, int index) {
    Node node = nodes.get(index);
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put(KIND, layer.kind());
    attributes.put("name", quoted(node.path()));
    if (ids.containsKey(node.id())) {
      attributes.put("id", quoted(ids.get(node.id())));
    }
    List<Result> inputs = layer.inputs();
    if (inputs.size() > 1 || !isAbove(nodes, index, inputs.get(0))) {
      List<String> names = inputs.stream().map(this::reference).toList();
      attributes.put(
          "from", names.size() == 1 ? names.get(0) : "[" + String.join(", ", names) + "]");
    }
    attributes.putAll(layer.attributes());
    graph
        .outputs()
        .forEach(
            (name, value) -> {
              if (value.equals(node.result()) && !name.equals(Graph.LOGITS)) {
                attributes.put("output", quoted(name));
              }
            });
    return attributes;
  }

  private String reference(Result input) {
    Node source = graph.node(input);
    if (!LayerWriters.isLayer(source)) {
      return Names.INPUT;
    }
    return quoted(ids.getOrDefault(source.id(), source.path()));
  }

  private static String quoted(String name) {
    boolean word = name.matches("[A-Za-z_][A-Za-z0-9_.-]*") && !name.matches("true|false|null");
    return word ? name : '"' + name + '"';
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
