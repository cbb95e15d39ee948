// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.preset;

import dev.fovea.formats.yaml.YamlNode;
import dev.fovea.formats.yaml.YamlTree;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Nearest;
import dev.fovea.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Some settings, and where they were given.
 *
 * @param file for messages; empty for options of a command line
 * @param tree values by key
 */
public record Sheet(String file, YamlNode.Entries tree) {
  /** Nothing given. */
  public static final Sheet EMPTY = ofOptions(Map.of());

  /** The settings a text may say besides those of {@link Keys}. */
  private static final String EXPECTED = "settings such as 'epochs: 10'";

  /**
   * Reads YAML.
   *
   * @param file for messages
   * @param others keys that may stand beside those of a recipe
   * @throws FoveaException with the line, and the nearest names for an unknown key
   */
  public static Sheet parse(String file, String text, Collection<String> others) {
    YamlNode root = YamlTree.parseExact(file, text, EXPECTED);
    if (!(root instanceof YamlNode.Entries tree)) {
      throw new FoveaException("%s:%d: %s, expected %s", file, root.line(), root.kind(), EXPECTED);
    }
    List<String> known = new ArrayList<>(others);
    known.addAll(Keys.names());
    tree.entries()
        .forEach(
            (key, value) -> {
              if (!known.contains(key)) {
                FoveaException unknown = Nearest.unknown("key", key, known);
                throw new FoveaException(
                    unknown, "%s:%d: %s", file, tree.line(key), unknown.getMessage());
              }
            });
    return new Sheet(file, tree);
  }

  /** What options say, each one text; keys must be known. */
  public static Sheet ofOptions(Map<String, String> options) {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    options.forEach((key, text) -> entries.put(key, Keys.named(key).node(text)));
    return new Sheet("", new YamlNode.Entries(entries, 0));
  }

  public boolean has(String key) {
    return tree.entries().containsKey(key);
  }

  /** A text by its key. */
  public Optional<String> text(String key) {
    YamlNode node = tree.entries().get(key);
    if (node == null) {
      return Optional.empty();
    }
    if (node instanceof YamlNode.Scalar scalar) {
      return Optional.of(scalar.text());
    }
    throw new FoveaException("%s is %s, expected one value", where(key), node.kind());
  }

  /** A whole number by its key. */
  public Optional<Integer> whole(String key) {
    return text(key)
        .map(text -> (int) Key.whole(where(key), text, Integer.MIN_VALUE, Integer.MAX_VALUE));
  }

  /** Throws unless every one of {@code keys} is given. */
  public void require(Collection<String> keys) {
    for (String key : keys) {
      FoveaException.check(has(key), "%s%s is missing", file.isEmpty() ? "" : file + ": ", key);
    }
  }

  /** How messages name a key: file and line where it was given in one, else the option. */
  public String where(String key) {
    return file.isEmpty() || !has(key)
        ? Key.option(key)
        : "%s:%d: %s".formatted(file, tree.line(key), key);
  }

  /**
   * The recipe with these settings in place of its own; those of its own that contradict one of
   * these give way.
   *
   * @throws FoveaException in one line that begins with where the mistake is
   */
  public Recipe over(Recipe base) {
    return over(base, key -> {});
  }

  /**
   * As {@link #over(Recipe)}.
   *
   * @param gone is told the name of each setting that gives way
   */
  public Recipe over(Recipe base, Consumer<String> gone) {
    return over(base, gone, EMPTY);
  }

  /**
   * As {@link #over(Recipe)}.
   *
   * @param gone is told the name of each setting that gives way
   * @param below where settings of the base were given, for messages about one of those
   */
  public Recipe over(Recipe base, Consumer<String> gone, Sheet below) {
    Map<String, Object> values = Keys.values(base);
    for (Key key : Keys.all()) {
      YamlNode node = tree.entries().get(key.name());
      if (node != null) {
        values.put(key.name(), key.read(where(key.name()), node));
      }
    }
    Inherited.takeUsual(values, base, tree.entries().keySet());
    try {
      Inherited.giveWay(values, tree.entries().keySet()).forEach(gone);
      return Keys.recipe(values);
    } catch (FoveaException e) {
      throw named(e, below);
    }
  }

  /**
   * What {@code read} makes of a text, if it was given.
   *
   * @throws FoveaException that begins with where that was, when it is wrong
   */
  public <T> Optional<T> read(String key, Function<String, T> read) {
    try {
      return text(key).map(read);
    } catch (FoveaException e) {
      String where = where(key);
      boolean named = e.getMessage().startsWith(where);
      throw named ? e : new FoveaException(e, "%s: %s", where, e.getMessage());
    }
  }

  private static String first(FoveaException e) {
    return String.valueOf(e.getMessage()).split("[^A-Za-z0-9]", 2)[0];
  }

  /**
   * With the place of the setting that a message begins with or speaks of.
   *
   * @param below where settings that these came over were given
   */
  public FoveaException named(FoveaException e, Sheet below) {
    if (!has(first(e)) && below.has(first(e))) {
      return below.placed(e);
    }
    FoveaException placed = placed(e);
    return file.isEmpty() ? new FoveaException(placed, "%s", asOptions(placed)) : placed;
  }

  /** Names of settings as whoever gives options types them. */
  private String asOptions(FoveaException e) {
    String text = e.getMessage();
    for (String key : Keys.names()) {
      if (!key.equals(key.toLowerCase(Locale.ROOT))) {
        text = text.replaceAll("(?<![-\\w/.])" + key + "\\b", Key.option(key));
      } else if (has(key)) {
        text = text.replaceAll("\\b(drop|raise|lower) " + key + "\\b", "$1 " + Key.option(key));
      }
    }
    return text;
  }

  private FoveaException placed(FoveaException e) {
    String message = String.valueOf(e.getMessage());
    String first = first(e);
    if (has(first)) {
      return new FoveaException(e, "%s%s", where(first), message.substring(first.length()));
    }
    if (first.equals("augmentation") || has("augment") && !Keys.names().contains(first)) {
      return new FoveaException(e, "%s: %s", has("augment") ? where("augment") : file, message);
    }
    return file.isEmpty() ? e : new FoveaException(e, "%s: %s", file, message);
  }
}
