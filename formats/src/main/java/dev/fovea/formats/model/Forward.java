// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats.model;

import dev.fovea.formats.yaml.YamlNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells a name that stands further down, which makes a cycle or a wrong order, from one nowhere.
 */
final class Forward {
  private Forward() {}

  /** Throws if a layer at or below {@code index} of the list is called {@code name}. */
  static void check(Place place, String name, List<YamlNode> items, int index) {
    for (int i = index; i < items.size(); i++) {
      if (name.equals(attribute(items.get(i), "name"))
          || name.equals(attribute(items.get(i), "id"))) {
        place.check(i > index, "reads itself: a cycle");
        String what =
            reaches(items, i, index, new HashSet<>())
                ? "which reads this layer in turn: a cycle"
                : "but a layer reads only layers above it; move it up";
        throw place.error(
            "reads '%s', which stands below it in line %d, %s", name, items.get(i).line(), what);
      }
    }
  }

  /** Whether layer {@code from} of the list reads layer {@code to}, directly or through others. */
  private static boolean reaches(List<YamlNode> items, int from, int to, Set<Integer> seen) {
    if (from == to) {
      return true;
    }
    if (from < 0 || !seen.add(from)) {
      return false;
    }
    for (int input : inputs(items, from)) {
      if (reaches(items, input, to, seen)) {
        return true;
      }
    }
    return false;
  }

  private static List<Integer> inputs(List<YamlNode> items, int index) {
    YamlNode from = body(items.get(index)).entries().get("from");
    if (from == null) {
      return List.of(index - 1);
    }
    List<YamlNode> names = from instanceof YamlNode.Items list ? list.items() : List.of(from);
    List<Integer> inputs = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String name = attribute(items.get(i), "name");
      for (YamlNode wanted : names) {
        if (name != null && wanted instanceof YamlNode.Scalar s && s.text().equals(name)) {
          inputs.add(i);
        }
      }
    }
    return inputs;
  }

  private static String attribute(YamlNode item, String key) {
    return body(item).entries().get(key) instanceof YamlNode.Scalar s ? s.text() : null;
  }

  private static YamlNode.Entries body(YamlNode item) {
    if (item instanceof YamlNode.Entries one && !one.entries().isEmpty()) {
      YamlNode body = one.entries().values().iterator().next();
      if (body instanceof YamlNode.Entries entries) {
        return entries;
      }
    }
    return new YamlNode.Entries(java.util.Map.of(), item.line());
  }
}
