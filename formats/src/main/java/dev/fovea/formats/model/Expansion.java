// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats.model;

import dev.fovea.formats.yaml.YamlNode;
import dev.fovea.ir.Graph;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Nearest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Turns the nested list of a file into plain layers in the order they are computed in: repeats are
 * written out, branches and residuals become joins, names become numbers.
 */
final class Expansion {
  private static final int MOST_LAYERS = 20_000;
  private static final Set<String> STRUCTURES =
      Set.of("block", "repeat", "branches", "residual", "auxiliary");

  private final int classes;
  private final Names names = new Names();
  private final List<Layer> layers = new ArrayList<>();
  private int repeats;
  private Auxiliary inside;

  Expansion(int classes) {
    this.classes = classes;
  }

  /** The layers of a list, from the image to the scores. */
  Plain expand(Place file, List<YamlNode> items) {
    file.check(!items.isEmpty(), "layers is empty");
    int result = list(file, items, "", 0);
    file.check(result > 0, "no layer makes scores");
    boolean[] read = new boolean[layers.size() + 1];
    layers.forEach(layer -> layer.inputs().forEach(input -> read[input] = true));
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      layer
          .place()
          .check(
              i + 1 == result || read[i + 1] || !layer.output().isEmpty(),
              "no layer reads its result; remove it, or name it in a later layer's from");
    }
    return new Plain(layers, result);
  }

  /** Expands a list that begins with the value {@code current}; the value it ends with. */
  private int list(Place outer, List<YamlNode> items, String scope, int current) {
    Names.Automatic automatic = new Names.Automatic(items);
    int value = current;
    for (int i = 0; i < items.size(); i++) {
      value = item(new Item(outer, items, i, scope, automatic), value);
    }
    return value;
  }

  /** One entry of a list, with what is around it. */
  private record Item(
      Place outer, List<YamlNode> items, int index, String scope, Names.Automatic automatic) {
    YamlNode node() {
      return items.get(index);
    }
  }

  private int item(Item item, int current) {
    YamlNode node = item.node();
    Place place = new Place(item.outer.file(), node.line(), "");
    String kind;
    YamlNode body = new YamlNode.Scalar("", node.line());
    if (node instanceof YamlNode.Scalar word) {
      kind = word.text();
    } else if (node instanceof YamlNode.Entries one && one.entries().size() == 1) {
      var entry = one.entries().entrySet().iterator().next();
      kind = entry.getKey();
      body = entry.getValue();
    } else {
      throw place.error(
          "a layer is a word or one kind with its attributes, such as conv: {filters: 6, size: 5};"
              + " here stands %s",
          node.kind());
    }
    LayerKind plain = LayerKinds.ALL.get(kind);
    if (plain == null && !STRUCTURES.contains(kind)) {
      Set<String> known = new TreeSet<>(LayerKinds.ALL.keySet());
      known.addAll(STRUCTURES);
      throw place.error("%s", Nearest.unknown("layer type", kind, known).getMessage());
    }
    String main = plain == null ? (kind.equals("branches") ? "of" : "") : plain.main();
    Attributes bare =
        new Attributes(place.layer(kind, ""), entries(place, kind, main, body), classes);
    String name = name(bare, item, kind);
    Attributes attributes = bare.as(place.layer(kind, Names.in(item.scope, name)));
    String path = Names.in(item.scope, name);
    int value =
        plain != null
            ? layer(plain, attributes, path, item, current)
            : kind.equals("auxiliary")
                ? auxiliary(attributes, path, entry(attributes, item, current), current)
                : structure(kind, attributes, path, entry(attributes, item, current));
    if (attributes.has("id")) {
      String id = attributes.text("id", "");
      Names.checkForm(attributes.place(), "id", id);
      names.putId(attributes.place(), Names.in(item.scope, id), value);
    }
    attributes.done();
    return value;
  }

  private static String name(Attributes attributes, Item item, String kind) {
    if (!attributes.has("name")) {
      return item.automatic.next(kind);
    }
    String name = attributes.text("name", "");
    if (!name.isEmpty()) {
      Names.checkForm(attributes.place(), "name", name);
    }
    return name;
  }

  private static YamlNode.Entries entries(Place place, String kind, String main, YamlNode body) {
    if (body instanceof YamlNode.Entries entries) {
      return entries;
    }
    boolean nothing = body instanceof YamlNode.Scalar s && s.text().isEmpty();
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    if (!nothing) {
      place
          .layer(kind, "")
          .check(
              !main.isEmpty(),
              "expected attributes in braces or indented below, found %s",
              body.kind());
      entries.put(main, body);
    }
    return new YamlNode.Entries(entries, body.line());
  }

  private int layer(LayerKind kind, Attributes attributes, String path, Item item, int current) {
    Place place = attributes.place();
    List<Integer> inputs = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    if (attributes.has("from")) {
      for (String name : attributes.texts("from")) {
        inputs.add(find(attributes, name, item));
        labels.add("'" + name + "'");
      }
    } else {
      inputs.add(current);
      labels.add("the layer above");
    }
    place.check(kind.joins() || inputs.size() == 1, "reads %d layers, expected one", inputs.size());
    if (kind.weighted()) {
      names.claim(place, path);
    }
    String output = attributes.text("output", "");
    if (attributes.has("output")) {
      Names.checkForm(place, "output", output);
      place.check(
          !output.equals(Graph.LOGITS) && !output.startsWith(Graph.AUXILIARY),
          "output '%s' is taken: logits are the network's own scores, names beginning with %s those"
              + " of auxiliary parts",
          output,
          Graph.AUXILIARY);
    }
    return add(
        new Layer(
            place, path, kind, computation(kind, attributes), inputs, labels, output, inside));
  }

  private static LayerKind.Computation computation(LayerKind kind, Attributes attributes) {
    try {
      return kind.reader().read(attributes);
    } catch (FoveaException e) {
      throw attributes.place().error(e);
    }
  }

  private int add(Layer layer) {
    layer
        .place()
        .check(layers.size() < MOST_LAYERS, "the network has more than %d layers", MOST_LAYERS);
    for (int input : layer.inputs()) {
      Auxiliary owner = input == 0 ? null : layers.get(input - 1).auxiliary();
      layer
          .place()
          .check(
              owner == null || owner == inside,
              "reads a layer of an auxiliary part, which inference does not compute");
      layer
          .place()
          .check(
              inside == null || owner == inside || input == inside.entry(),
              "stands in an auxiliary part, which reads one layer outside of it only");
    }
    layers.add(layer);
    names.put(layer.path(), layers.size());
    return layers.size();
  }

  /** The value a structure begins with. */
  private int entry(Attributes attributes, Item item, int current) {
    if (!attributes.has("from")) {
      return current;
    }
    List<String> from = attributes.texts("from");
    attributes.place().check(from.size() == 1, "reads %d layers, expected one", from.size());
    return find(attributes, from.get(0), item);
  }

  private int find(Attributes attributes, String name, Item item) {
    Place place = attributes.place().at(attributes.node("from"));
    Integer value = names.find(item.scope, name);
    if (value == null) {
      Forward.check(place, name, item.items, item.index);
      throw names.unknown(place, name);
    }
    return value;
  }

  private int structure(String kind, Attributes a, String path, int begin) {
    int value =
        switch (kind) {
          case "block" -> list(a.place(), a.list("layers"), path, begin);
          case "repeat" -> repeat(a, path, begin);
          case "branches" -> branches(a, path, begin);
          default -> residual(a, path, begin);
        };
    names.put(path, value);
    return value;
  }

  /** Adds the layers of a part that only training has; what follows reads what stood before it. */
  private int auxiliary(Attributes a, String path, int begin, int current) {
    a.place().check(inside == null, "an auxiliary part cannot stand in another one");
    String output = a.text("output", Graph.AUXILIARY);
    Names.checkForm(a.place(), "output", output);
    a.place()
        .check(
            output.startsWith(Graph.AUXILIARY),
            "output is '%s', expected a name that begins with %s",
            output,
            Graph.AUXILIARY);
    inside = new Auxiliary(begin, a.has("input") ? a.size("input") : null, layers.size());
    int end = list(a.place(), a.list("layers"), path, begin);
    a.place()
        .check(
            end == layers.size() && end > inside.first(),
            "its last layer makes no scores of its own");
    layers.set(end - 1, layers.get(end - 1).withOutput(output));
    inside = null;
    return current;
  }

  private int repeat(Attributes a, String path, int begin) {
    List<YamlNode> items = a.list("layers");
    int times = a.integer("times", 1, 10_000);
    int value = begin;
    for (int i = 0; i < times; i++) {
      a.place().check(++repeats <= MOST_LAYERS, "repeats more than %d times", MOST_LAYERS);
      value = list(a.place(), items, Names.in(path, String.valueOf(i)), value);
    }
    return value;
  }

  private int branches(Attributes a, String path, int begin) {
    List<YamlNode> of = a.list("of");
    String join = a.text("join", "concat");
    LayerKind kind = LayerKinds.ALL.get(join);
    if (kind == null || !kind.joins()) {
      List<String> joins =
          LayerKinds.ALL.values().stream().filter(LayerKind::joins).map(LayerKind::name).toList();
      throw a.place()
          .at(a.node("join"))
          .error("%s", Nearest.unknown("join", join, joins).getMessage());
    }
    a.place().check(of.size() > 1, "there are %d branches, expected two or more", of.size());
    List<Integer> ends = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < of.size(); i++) {
      YamlNode branch = of.get(i);
      String name = "branch" + (i + 1);
      if (branch instanceof YamlNode.Items items) {
        ends.add(list(a.place(), items.items(), Names.in(path, name), begin));
      } else {
        throw a.place()
            .at(branch)
            .error("branch %d is %s, expected a list of layers", i + 1, branch.kind());
      }
      labels.add("branch " + (i + 1));
    }
    return join(a.place(), path, kind, ends, labels);
  }

  private int residual(Attributes a, String path, int begin) {
    int main = list(a.place(), a.list("main"), path, begin);
    int shortcut =
        a.has("shortcut")
            ? list(a.place(), a.list("shortcut"), Names.in(path, "shortcut"), begin)
            : begin;
    return join(
        a.place(),
        path,
        LayerKinds.ALL.get("add"),
        List.of(main, shortcut),
        List.of("main", "shortcut"));
  }

  private int join(
      Place place, String path, LayerKind kind, List<Integer> ends, List<String> labels) {
    Attributes none =
        new Attributes(place, new YamlNode.Entries(Collections.emptyMap(), place.line()), classes);
    return add(new Layer(place, path, kind, kind.reader().read(none), ends, labels, "", inside));
  }
}
