// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats.yaml;

import java.util.List;
import java.util.Map;

/** A piece of a YAML document with the line it begins in, from 1. */
public sealed interface YamlNode {
  int line();

  /** In words, for messages. */
  String kind();

  /** A text as messages have it: in one line, and nothing that a terminal would obey. */
  static String shown(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  /** Text, a number, true, false; empty for null. */
  record Scalar(String text, int line) implements YamlNode {
    @Override
    public String kind() {
      return text.isEmpty() ? "nothing" : "'" + shown(text) + "'";
    }
  }

  /** A list. */
  record Items(List<YamlNode> items, int line) implements YamlNode {
    @Override
    public String kind() {
      return "a list";
    }
  }

  /**
   * Keys and values, in order.
   *
   * @param lines those of the keys; a value may begin further down
   */
  record Entries(Map<String, YamlNode> entries, Map<String, Integer> lines, int line)
      implements YamlNode {
    /** Each value in the line of its key. */
    public Entries(Map<String, YamlNode> entries, int line) {
      this(entries, Map.of(), line);
    }

    /** The line of a key that is there. */
    public int line(String key) {
      return lines.getOrDefault(key, entries.get(key).line());
    }

    @Override
    public String kind() {
      return "a mapping";
    }
  }
}
