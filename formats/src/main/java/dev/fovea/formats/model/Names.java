// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats.model;

import dev.fovea.formats.yaml.YamlNode;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Nearest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What the layers of a network are called, scope by scope. */
final class Names {
  /** The image. */
  static final String INPUT = "input";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
  private static final int LONGEST = 200;

  private final Map<String, Integer> values = new LinkedHashMap<>();
  private final Map<String, Integer> weighted = new HashMap<>();
  private final Map<String, Integer> ids = new HashMap<>();

  /** A name under a scope. */
  static String in(String scope, String name) {
    return scope.isEmpty() ? name : name.isEmpty() ? scope : scope + "." + name;
  }

  static void checkForm(Place place, String attribute, String name) {
    place.check(
        name.length() <= LONGEST && NAME.matcher(name).matches(),
        "%s '%s' may hold letters, digits, _ and -, with dots between, up to %d in all",
        attribute,
        name.length() <= LONGEST ? name : name.substring(0, LONGEST) + "...",
        LONGEST);
  }

  /** Names for layers that have none: the kind and a number that is not taken in the list. */
  static final class Automatic {
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> counts = new HashMap<>();

    Automatic(List<YamlNode> items) {
      for (YamlNode item : items) {
        if (item instanceof YamlNode.Entries one) {
          for (YamlNode body : one.entries().values()) {
            if (body instanceof YamlNode.Entries e
                && e.entries().get("name") instanceof YamlNode.Scalar name) {
              taken.add(name.text());
            }
          }
        }
      }
    }

    String next(String kind) {
      String name;
      do {
        name = kind + counts.merge(kind, 1, Integer::sum);
      } while (taken.contains(name));
      return name;
    }
  }

  /** Gives {@code value} a name; the last layer of a name is the one that is meant by it. */
  void put(String path, int value) {
    values.put(path, value);
  }

  /** Gives {@code value} a name of its own. */
  void putId(Place place, String path, int value) {
    Integer before = ids.put(path, place.line());
    place.check(before == null, "the id '%s' is taken by the layer in line %d", path, before);
    values.put(path, value);
  }

  /** Says that the parameters at {@code path} belong to one layer. */
  void claim(Place place, String path) {
    Integer before = weighted.put(path, place.line());
    place.check(
        before == null,
        "the name '%s' is taken by the layer in line %d; layers with weights need names of their"
            + " own",
        path,
        before);
  }

  /** The value that is called {@code name} in {@code scope} or in one around it, or null. */
  Integer find(String scope, String name) {
    String from = scope;
    while (true) {
      Integer value = values.get(in(from, name));
      if (value != null) {
        return value;
      }
      if (from.isEmpty()) {
        return name.equals(INPUT) ? 0 : null;
      }
      from = from.contains(".") ? from.substring(0, from.lastIndexOf('.')) : "";
    }
  }

  FoveaException unknown(Place place, String name) {
    return place.error("%s", Nearest.unknown("layer", name, known()).getMessage());
  }

  private Set<String> known() {
    Set<String> known = new HashSet<>(values.keySet());
    known.remove("");
    known.add(INPUT);
    return known;
  }
}
