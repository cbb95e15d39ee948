// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats.model;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.Input;
import dev.fovea.op.OpTable;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The layers of a graph traced for training, in its order, as lines of a model file. */
final class GraphLayers {
  /**
   * One line.
   *
   * @param attributes as YAML text, in order
   * @param auxiliary the output of the auxiliary part that it stands in or begins; or empty
   */
  record Line(String kind, Map<String, String> attributes, String auxiliary) {}

  static final String AUXILIARY = "auxiliary";

  private static final OpTable<LayerWriters.Writer> WRITERS = LayerWriters.table();

  private final Graph graph;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Written> written = new ArrayList<>();
  private final List<String> parts = new ArrayList<>();
  private final List<Result> before = new ArrayList<>();
  private final List<Result> above = new ArrayList<>();
  private final Map<Integer, String> ids = new HashMap<>();

  private GraphLayers(Graph graph) {
    this.graph = graph;
    String[] partOf = parts(graph);
    for (Node node : graph.nodes()) {
      if (partOf[node.id()] != null && LayerWriters.isLayer(node)) {
        nodes.add(node);
        written.add(write(node));
        parts.add(partOf[node.id()]);
      }
    }
    findAbove();
    findIds();
  }

  static List<Line> of(Graph graph) {
    return new GraphLayers(graph).lines();
  }

  /** For each node, the auxiliary part it is of; empty for the network itself; null for neither. */
  private static String[] parts(Graph graph) {
    String[] parts = new String[graph.nodes().size()];
    graph
        .outputs()
        .forEach((name, value) -> mark(graph, value, parts, isAuxiliary(name) ? name : ""));
    return parts;
  }

  private static boolean isAuxiliary(String output) {
    return output.startsWith(Graph.AUXILIARY);
  }

  /** Marks what a value is made of; the network itself goes before its auxiliary parts. */
  private static void mark(Graph graph, Result value, String[] parts, String part) {
    boolean[] sources = new boolean[parts.length];
    sources[value.node()] = true;
    for (int id = value.node(); id >= 0; id--) {
      if (sources[id]) {
        parts[id] = parts[id] == null || part.isEmpty() ? part : parts[id];
        graph.nodes().get(id).inputs().forEach(input -> sources[input.node()] = true);
      }
    }
  }

  private Written write(Node node) {
    return WRITERS
        .find(node.op().getClass())
        .orElseThrow(
            () ->
                new FoveaException(
                    "%s: %s has no form in a model file", node.path(), node.op().mnemonic()))
        .write(graph, node);
  }

  private boolean begins(int index) {
    return !parts.get(index).isEmpty()
        && (index == 0 || !parts.get(index - 1).equals(parts.get(index)));
  }

  /** What each layer, and the part it begins, reads when it does not say so. */
  private void findAbove() {
    Result last = graph.leaves(Input.class).get(0).result();
    for (int i = 0; i < nodes.size(); i++) {
      before.add(last);
      if (parts.get(i).isEmpty()) {
        above.add(last);
        last = nodes.get(i).result();
      } else {
        above.add(begins(i) ? entry(parts.get(i)) : nodes.get(i - 1).result());
      }
    }
    check(
        last.equals(graph.output(Graph.LOGITS)),
        "%s: the last layer does not give the scores, so it has no form in a file",
        graph.name());
  }

  /** The one value that an auxiliary part reads. */
  private Result entry(String part) {
    Set<Result> outside = new LinkedHashSet<>();
    Set<Result> inside = new HashSet<>();
    for (int i = 0; i < nodes.size(); i++) {
      if (parts.get(i).equals(part)) {
        outside.addAll(written.get(i).inputs());
        inside.add(nodes.get(i).result());
      }
    }
    outside.removeAll(inside);
    check(
        outside.size() == 1,
        "%s: the auxiliary part %s reads %d layers, so it has no form in a file",
        graph.name(),
        part,
        outside.size());
    return outside.iterator().next();
  }

  /** The values that line {@code index}, or the part it begins, has to name. */
  private List<Result> named(int index) {
    List<Result> named = new ArrayList<>();
    if (begins(index) && !above.get(index).equals(before.get(index))) {
      named.add(above.get(index));
    }
    if (!readsAbove(index)) {
      named.addAll(written.get(index).inputs());
    }
    return named;
  }

  private boolean readsAbove(int index) {
    return written.get(index).inputs().equals(List.of(above.get(index)));
  }

  /** Finds the layers that their path does not tell from another one, and gives them an id. */
  private void findIds() {
    Set<String> taken = new HashSet<>();
    nodes.forEach(node -> taken.add(node.path()));
    taken.add(Names.INPUT);
    Map<String, Integer> latest = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (Result input : named(i)) {
        Node source = graph.node(input);
        boolean plain =
            !LayerWriters.isLayer(source)
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

  private List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      if (begins(i)) {
        lines.add(auxiliary(i));
      }
      lines.add(new Line(written.get(i).kind(), attributes(i), parts.get(i)));
    }
    return lines;
  }

  private Line auxiliary(int index) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("name", quoted(""));
    if (!above.get(index).equals(before.get(index))) {
      attributes.put("from", reference(above.get(index)));
    }
    TensorType map = above.get(index).type();
    if (map.rank() == 4) {
      attributes.put("input", map.dim(1) + "x" + map.dim(2) + "x" + map.dim(3));
    }
    attributes.put("output", quoted(parts.get(index)));
    return new Line(AUXILIARY, attributes, parts.get(index));
  }

  private Map<String, String> attributes(int index) {
    Node node = nodes.get(index);
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("name", quoted(node.path()));
    if (ids.containsKey(node.id())) {
      attributes.put("id", quoted(ids.get(node.id())));
    }
    if (!readsAbove(index)) {
      List<String> names = written.get(index).inputs().stream().map(this::reference).toList();
      attributes.put(
          "from", names.size() == 1 ? names.get(0) : "[" + String.join(", ", names) + "]");
    }
    attributes.putAll(written.get(index).attributes());
    graph
        .outputs()
        .forEach(
            (name, value) -> {
              boolean own = name.equals(Graph.LOGITS) || isAuxiliary(name);
              if (value.equals(node.result()) && !own) {
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

  static String quoted(String name) {
    boolean word = name.matches("[A-Za-z_][A-Za-z0-9_.-]*") && !name.matches("true|false|null");
    return word ? name : '"' + name + '"';
  }
}
