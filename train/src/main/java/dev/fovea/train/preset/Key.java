// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.preset;

import dev.fovea.formats.yaml.YamlNode;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Nearest;
import dev.fovea.train.recipe.Recipe;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A setting of a recipe.
 *
 * @param name in files, for example {@code labelSmoothing}
 * @param type what its value is
 * @param choices the texts it may be; empty for any
 * @param about one line for users
 * @param of its value in a recipe, of the Java type that goes with {@code type}
 */
public record Key(
    String name, Type type, List<String> choices, String about, Function<Recipe, Object> of) {
  /** Kinds of value. */
  public enum Type {
    /** Integer. */
    WHOLE("N"),
    /** Long. */
    SEED("N"),
    /** Double. */
    NUMBER("X"),
    /** Boolean. */
    FLAG("true|false"),
    /** String. */
    TEXT("NAME"),
    /** A list of Double. */
    NUMBERS("X,..."),
    /** A list of String. */
    TEXTS("TEXT,...");

    private final String hint;

    Type(String hint) {
      this.hint = hint;
    }

    /** What stands for the value in a usage text. */
    public String hint() {
      return hint;
    }
  }

  /** The option on the command line, for example {@code --label-smoothing}. */
  public String option() {
    return option(name);
  }

  /** The option of the setting of that name. */
  public static String option(String name) {
    return "--" + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** A value as it is given in one text; items of a list stand between commas. */
  YamlNode node(String text) {
    if (type != Type.NUMBERS && type != Type.TEXTS) {
      return new YamlNode.Scalar(text.strip(), 0);
    }
    List<YamlNode> items = new ArrayList<>();
    for (String item : text.isBlank() ? new String[0] : text.split(",", -1)) {
      items.add(new YamlNode.Scalar(item.strip(), 0));
    }
    return new YamlNode.Items(items, 0);
  }

  /**
   * Reads a value.
   *
   * @param where for messages
   */
  Object read(String where, YamlNode node) {
    if (type == Type.NUMBERS || type == Type.TEXTS) {
      // One item alone needs no brackets.
      List<YamlNode> items =
          node instanceof YamlNode.Items list ? list.items() : List.of(scalar(where, node));
      List<Object> values = new ArrayList<>();
      for (YamlNode item : items) {
        String text = scalar(where, item).text();
        values.add(type == Type.NUMBERS ? number(where, text) : text);
      }
      return values;
    }
    String text = scalar(where, node).text();
    return switch (type) {
      case WHOLE -> (int) whole(where, text, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case SEED -> whole(where, text, Long.MIN_VALUE, Long.MAX_VALUE);
      case NUMBER -> number(where, text);
      case FLAG -> flag(where, text);
      default -> text(where, text);
    };
  }

  private static YamlNode.Scalar scalar(String where, YamlNode node) {
    if (node instanceof YamlNode.Scalar scalar) {
      return scalar;
    }
    throw new FoveaException("%s is %s, expected one value", where, node.kind());
  }

  static long whole(String where, String text, long least, long most) {
    BigInteger value;
    try {
      value = new BigInteger(text);
    } catch (NumberFormatException e) {
      throw new FoveaException(
          e, "%s is '%s', expected a whole number", where, YamlNode.shown(text));
    }
    FoveaException.check(
        value.compareTo(BigInteger.valueOf(most)) <= 0,
        "%s is %s, expected at most %d",
        where,
        text,
        most);
    // All that are no seeds count something; how many they are at least is said by who needs it.
    FoveaException.check(
        value.compareTo(BigInteger.valueOf(least)) >= 0,
        "%s is %s, expected at least %d",
        where,
        text,
        least == Integer.MIN_VALUE ? 0 : least);
    return value.longValue();
  }

  private static double number(String where, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new FoveaException(e, "%s is '%s', expected a number", where, YamlNode.shown(text));
    }
  }

  private static boolean flag(String where, String text) {
    FoveaException.check(
        text.equals("true") || text.equals("false"),
        "%s is '%s', expected true or false",
        where,
        YamlNode.shown(text));
    return text.equals("true");
  }

  private String text(String where, String text) {
    if (!choices.isEmpty() && !choices.contains(text)) {
      FoveaException unknown = Nearest.unknown(name, YamlNode.shown(text), choices);
      throw new FoveaException(unknown, "%s: %s", where, unknown.getMessage());
    }
    return text;
  }
}
