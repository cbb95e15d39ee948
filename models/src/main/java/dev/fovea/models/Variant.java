// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Nearest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The options of a network as text: {@code theta=1,layers=6-12-24-16}. They are the components of
 * the family's record: numbers, {@code true} or {@code false}, words, lists joined by {@code -},
 * and lists of lists joined by {@code +}.
 */
final class Variant {
  private Variant() {}

  /** The options of a network as {@link #of} takes them. */
  static Map<String, String> options(Architecture network) {
    Map<String, String> texts = new LinkedHashMap<>();
    values(network).forEach((key, value) -> texts.put(key, text(value)));
    return texts;
  }

  /**
   * The network with other options.
   *
   * @param name the network's, for messages
   * @param settings {@code key=value,key=value}
   * @throws FoveaException naming the option and what it may be
   */
  static Architecture of(String name, Architecture network, String settings) {
    Map<String, Object> values = values(network);
    Set<String> given = new HashSet<>();
    for (String setting : settings.split(",", -1)) {
      int equals = setting.indexOf('=');
      String key = equals < 0 ? setting : setting.substring(0, equals);
      if (!values.containsKey(key)) {
        String problem = Nearest.unknown("option", key, values.keySet()).getMessage();
        throw new FoveaException("%s: %s", name, problem);
      }
      FoveaException.check(
          given.add(key), "%s: option %s is given twice, in '%s'", name, key, settings);
      Type type = component(network, key).getGenericType();
      String text = equals < 0 ? "" : setting.substring(equals + 1);
      try {
        values.put(key, parse(type, text));
      } catch (IllegalArgumentException e) {
        throw new FoveaException(
            e,
            "%s: option %s is '%s', expected %s, for example %s",
            name,
            key,
            text,
            expected(type),
            text(values.get(key)));
      }
    }
    return make(network.getClass(), values.values().toArray());
  }

  private static Map<String, Object> values(Architecture network) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : network.getClass().getRecordComponents()) {
      try {
        values.put(component.getName(), component.getAccessor().invoke(network));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return values;
  }

  private static RecordComponent component(Architecture network, String key) {
    return Arrays.stream(network.getClass().getRecordComponents())
        .filter(c -> c.getName().equals(key))
        .findFirst()
        .orElseThrow();
  }

  private static Object parse(Type type, String text) {
    if (type instanceof ParameterizedType list) {
      Type element = list.getActualTypeArguments()[0];
      String mark = element instanceof ParameterizedType ? "\\+" : "-";
      List<Object> values = new ArrayList<>();
      for (String part : text.split(mark, -1)) {
        values.add(parse(element, part));
      }
      return List.copyOf(values);
    }
    if (type == int.class || type == Integer.class) {
      return Integer.parseInt(text);
    } else if (type == double.class) {
      return Double.parseDouble(text);
    } else if (type == boolean.class && (text.equals("true") || text.equals("false"))) {
      return text.equals("true");
    }
    for (Object constant : constants(type)) {
      if (word(constant).equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(text);
  }

  private static Object[] constants(Type type) {
    return type instanceof Class<?> c && c.isEnum() ? c.getEnumConstants() : new Object[0];
  }

  private static String expected(Type type) {
    if (type instanceof ParameterizedType list) {
      boolean nested = list.getActualTypeArguments()[0] instanceof ParameterizedType;
      return nested ? "lists such as 16-16+64" : "a list such as 2-2-2-2";
    } else if (type == int.class) {
      return "a whole number";
    } else if (type == double.class) {
      return "a number";
    } else if (type == boolean.class) {
      return "true or false";
    }
    return Arrays.stream(constants(type)).map(Variant::word).collect(Collectors.joining(", "));
  }

  private static String text(Object value) {
    if (value instanceof List<?> list) {
      boolean nested = !list.isEmpty() && list.get(0) instanceof List;
      return list.stream().map(Variant::text).collect(Collectors.joining(nested ? "+" : "-"));
    }
    return word(value);
  }

  private static String word(Object value) {
    return value instanceof Enum<?> constant
        ? constant.name().toLowerCase(Locale.ROOT)
        : value.toString();
  }

  private static Architecture make(Class<? extends Architecture> type, Object[] values) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof FoveaException refused) {
        throw refused;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
