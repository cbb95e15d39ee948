// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats.yaml;

import dev.fovea.tensor.FoveaException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads YAML into {@link YamlNode}s. Anchors, aliases and tags are refused, so a file is never
 * larger in memory than on disk; depth and size are bounded.
 */
public final class YamlTree {
  private static final int DEEPEST = 40;
  private static final int LONGEST_TEXT = 1_000;

  /** More than any system takes for a path. */
  private static final int LONGEST_EXACT = 100_000;

  private static final int MOST_NODES = 400_000;

  private static final Pattern PLACE = Pattern.compile("(?m)^ in .*line (\\d{1,9}), column");

  private static final YAMLFactory FACTORY =
      YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String file;
  private final YAMLParser parser;
  private final boolean exact;
  private int nodes;

  private YamlTree(String file, YAMLParser parser, boolean exact) {
    this.file = file;
    this.parser = parser;
    this.exact = exact;
  }

  /**
   * Reads a document whose texts are names: they are short, and a control character in one comes as
   * a question mark.
   *
   * @param file for messages, which begin with it and the line
   * @param expected what the document holds, for messages: {@code a network: input, layers}
   * @throws FoveaException in one line
   */
  public static YamlNode parse(String file, String text, String expected) {
    return parse(file, text, expected, false);
  }

  /**
   * Reads a document whose values may be paths, in which anything may stand. Who puts one into a
   * message takes {@link YamlNode#shown}; keys are names as in {@link #parse}.
   */
  public static YamlNode parseExact(String file, String text, String expected) {
    return parse(file, text, expected, true);
  }

  private static YamlNode parse(String file, String text, String expected, boolean exact) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      YamlTree tree = new YamlTree(file, (YAMLParser) parser, exact);
      FoveaException.check(parser.nextToken() != null, "%s is empty, expected %s", file, expected);
      YamlNode root = tree.node(0);
      if (parser.nextToken() != null) {
        throw tree.error("a second document begins here; a file holds one");
      }
      return root;
    } catch (JacksonException e) {
      String whole = String.valueOf(e.getOriginalMessage());
      String message = problem(whole);
      int told = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      // The parser is at the last piece that was right; the message is about what follows.
      int line =
          PLACE.matcher(whole).results().reduce((a, b) -> b).map(YamlTree::line).orElse(told);
      throw new FoveaException(
          e,
          "%s:%d: not YAML: %s",
          file,
          Math.max(1, line),
          message.length() <= 200 ? message : message.substring(0, 200) + "...");
    }
  }

  /**
   * What is wrong, of a message in paragraphs: what was being read, where, what is wrong with it,
   * and where again, the places indented.
   */
  private static String problem(String message) {
    List<String> said = message.lines().filter(line -> !line.startsWith(" ")).toList();
    return said.isEmpty() ? message.strip() : said.get(Math.min(1, said.size() - 1));
  }

  private static int line(MatchResult place) {
    return Integer.parseInt(place.group(1));
  }

  /** The node whose first token is the current one. */
  private YamlNode node(int depth) {
    int line = line();
    if (depth > DEEPEST) {
      throw error("lists and mappings stand more than " + DEEPEST + " deep in each other");
    }
    if (++nodes > MOST_NODES) {
      throw error("more than " + MOST_NODES + " values");
    }
    refuseReferences();
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      List<YamlNode> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(node(depth + 1));
      }
      return new YamlNode.Items(items, line);
    }
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      Map<String, YamlNode> entries = new LinkedHashMap<>();
      Map<String, Integer> lines = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        refuseReferences();
        String key = name(parser.currentName());
        lines.put(key, line());
        parser.nextToken();
        entries.put(key, node(depth + 1));
      }
      return new YamlNode.Entries(entries, lines, line);
    }
    return new YamlNode.Scalar(
        parser.currentToken() == JsonToken.VALUE_NULL
            ? ""
            : exact ? bounded(parser.getString(), LONGEST_EXACT) : name(parser.getString()),
        line);
  }

  private String name(String text) {
    return YamlNode.shown(bounded(text, LONGEST_TEXT));
  }

  private String bounded(String text, int most) {
    if (text.length() > most) {
      throw error("a text of more than " + most + " characters");
    }
    return text;
  }

  private void refuseReferences() {
    if (parser.isCurrentAlias() || parser.getObjectId() != null || parser.getTypeId() != null) {
      throw error("anchors (&), aliases (*) and tags (!) are not used here; write it out");
    }
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private FoveaException error(String what) {
    return new FoveaException("%s:%d: %s", file, line(), what);
  }
}
