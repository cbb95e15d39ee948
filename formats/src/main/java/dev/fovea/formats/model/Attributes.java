// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats.model;

import dev.fovea.formats.yaml.YamlNode;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.Nearest;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The attributes of one layer: every getter checks type and range, and {@link #done} complains of
 * what none has asked for.
 */
final class Attributes {
  private static final int LARGEST_WINDOW = 4096;
  private static final int LARGEST_SIDE = 65_536;
  private static final int LARGEST_COUNT = 1 << 20;

  private final Place place;
  private final YamlNode.Entries given;
  private final int classes;
  private final Set<String> asked = new LinkedHashSet<>();

  /**
   * Wraps them.
   *
   * @param classes what the word {@code classes} stands for
   */
  Attributes(Place place, YamlNode.Entries given, int classes) {
    this.place = place;
    this.given = given;
    this.classes = classes;
  }

  /** The same with a better name in messages. */
  Attributes as(Place better) {
    Attributes renamed = new Attributes(better, given, classes);
    renamed.asked.addAll(asked);
    return renamed;
  }

  Place place() {
    return place;
  }

  boolean has(String name) {
    asked.add(name);
    return given.entries().containsKey(name);
  }

  /** The attribute itself, or null. */
  YamlNode node(String name) {
    asked.add(name);
    return given.entries().get(name);
  }

  /** A number of channels or outputs; the word {@code classes} is one. */
  int count(String name) {
    place.check(has(name), "%s is missing, expected a number or the word classes", name);
    YamlNode node = node(name);
    return node instanceof YamlNode.Scalar s && s.text().equals("classes")
        ? classes
        : integer(name, node, 1, LARGEST_COUNT);
  }

  int integer(String name, int least, int most, int otherwise) {
    return has(name) ? integer(name, node(name), least, most) : otherwise;
  }

  int integer(String name, int least, int most) {
    place.check(has(name), "%s is missing, expected %d to %d", name, least, most);
    return integer(name, node(name), least, most);
  }

  private int integer(String name, YamlNode node, int least, int most) {
    if (node instanceof YamlNode.Scalar s) {
      try {
        int value = Integer.parseInt(s.text());
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException e) {
        throw place
            .at(node)
            .error("%s is %s, expected a whole number from %d to %d", name, s.kind(), least, most);
      }
      throw place.at(node).error("%s is %s, expected %d to %d", name, s.text(), least, most);
    }
    throw place.at(node).error("%s is %s, expected a whole number", name, node.kind());
  }

  double number(String name, double otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    YamlNode node = node(name);
    if (node instanceof YamlNode.Scalar s) {
      try {
        double value = Double.parseDouble(s.text());
        if (Double.isFinite(value)) {
          return value;
        }
      } catch (NumberFormatException e) {
        throw place.at(node).error("%s is %s, expected a number", name, s.kind());
      }
    }
    throw place.at(node).error("%s is %s, expected a finite number", name, node.kind());
  }

  boolean flag(String name, boolean otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    String text = text(name, "");
    place
        .at(node(name))
        .check(
            text.equals("true") || text.equals("false"),
            "%s is '%s', expected true or false",
            name,
            text);
    return Boolean.parseBoolean(text);
  }

  String text(String name, String otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    if (node(name) instanceof YamlNode.Scalar s) {
      return s.text();
    }
    throw place.at(node(name)).error("%s is %s, expected a text", name, node(name).kind());
  }

  /** An image or map, {@code CxHxW}. */
  Shape size(String name) {
    Place here = place.at(node(name));
    String text = text(name, "");
    try {
      int[] dims = Arrays.stream(text.split("x", -1)).mapToInt(Integer::parseInt).toArray();
      if (dims.length == 3 && Arrays.stream(dims).allMatch(d -> d >= 1 && d <= LARGEST_SIDE)) {
        return Shape.of(dims);
      }
    } catch (NumberFormatException e) {
      throw here.error("%s is '%s', expected CxHxW such as 1x28x28", name, text);
    }
    throw here.error(
        "%s is '%s', expected CxHxW such as 1x28x28, each from 1 to %d", name, text, LARGEST_SIDE);
  }

  /** One text, or a list of some. */
  List<String> texts(String name) {
    YamlNode node = node(name);
    List<YamlNode> items = node instanceof YamlNode.Items list ? list.items() : List.of(node);
    List<String> texts = new ArrayList<>();
    for (YamlNode item : items) {
      place
          .at(item)
          .check(
              item instanceof YamlNode.Scalar s && !s.text().isEmpty(),
              "%s holds %s, expected names of layers",
              name,
              item.kind());
      texts.add(((YamlNode.Scalar) item).text());
    }
    place.at(node).check(!texts.isEmpty(), "%s names no layer", name);
    return texts;
  }

  /** The list at {@code name}. */
  List<YamlNode> list(String name) {
    YamlNode node = node(name);
    place.check(node != null, "%s is missing, expected a list", name);
    if (node instanceof YamlNode.Items items) {
      return items.items();
    }
    throw place.at(node).error("%s is %s, expected a list", name, node.kind());
  }

  /** A law and its number, as {@link Init#toString} prints them. */
  Init init(String name, Init otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    try {
      return Init.parse(text(name, ""));
    } catch (FoveaException e) {
      throw place.at(node(name)).error("%s: %s", name, e.getMessage());
    }
  }

  /** {@code size}, {@code stride}, {@code padding} and {@code dilation}, as far as given. */
  Window window(boolean strideIsSize, boolean dilates) {
    int[] size = pair("size", 1, null);
    Window window = Window.of(size[0], size[1]);
    int[] stride = pair("stride", 1, strideIsSize ? size : new int[] {1, 1});
    window = window.stride(stride[0], stride[1]);
    if (dilates) {
      int[] dilation = pair("dilation", 1, new int[] {1, 1});
      window = window.dilation(dilation[0], dilation[1]);
    }
    if (!has("padding") || text().equals("valid")) {
      return window;
    }
    if (text().equals("same")) {
      return window.same();
    }
    int[] pad = numbers("padding", 0);
    return switch (pad.length) {
      case 1 -> window.pad(pad[0]);
      case 2 -> window.pad(pad[0], pad[1]);
      case 4 -> window.pad(pad[0], pad[1], pad[2], pad[3]);
      default ->
          throw place
              .at(node("padding"))
              .error("padding has %d numbers, expected 1, 2 or 4", pad.length);
    };
  }

  private String text() {
    return node("padding") instanceof YamlNode.Scalar s ? s.text() : "";
  }

  /** Height and width, given as one number or two; required when {@code otherwise} is null. */
  int[] pair(String name, int least, int[] otherwise) {
    if (!has(name) && otherwise != null) {
      return otherwise;
    }
    int[] numbers = numbers(name, least);
    place
        .at(node(name))
        .check(numbers.length <= 2, "%s has %d numbers, expected 1 or 2", name, numbers.length);
    return numbers.length == 2 ? numbers : new int[] {numbers[0], numbers[0]};
  }

  private int[] numbers(String name, int least) {
    place.check(has(name), "%s is missing, expected a whole number or a list of some", name);
    YamlNode node = node(name);
    List<YamlNode> items = node instanceof YamlNode.Items list ? list.items() : List.of(node);
    place.at(node).check(!items.isEmpty(), "%s is empty", name);
    return items.stream().mapToInt(item -> integer(name, item, least, LARGEST_WINDOW)).toArray();
  }

  /** Throws if there is an attribute that nobody asked for. */
  void done() {
    for (var entry : given.entries().entrySet()) {
      if (!asked.contains(entry.getKey())) {
        throw place
            .at(entry.getValue())
            .error("%s", Nearest.unknown("attribute", entry.getKey(), asked).getMessage());
      }
    }
  }
}
