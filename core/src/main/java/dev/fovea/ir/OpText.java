// SPDX-License-Identifier: Apache-2.0
package dev.fovea.ir;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.op.Op;
import dev.fovea.tensor.FoveaException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The text form of an op, from its record components: {@code conv2d(window=3x3, groups=1)}. Works
 * for every op whose components are numbers, strings, enums, ops, lists of ops, or types with a
 * static {@code parse} that reads what their {@code toString} prints. Last components that a
 * shorter constructor fills in by itself are left out: {@code unary(fn=RELU)}.
 */
final class OpText {
  private OpText() {}

  static String print(Op op) {
    StringBuilder text = new StringBuilder(op.mnemonic()).append('(');
    String comma = "";
    for (RecordComponent component : needed(op)) {
      text.append(comma).append(component.getName()).append('=');
      text.append(printValue(call(component.getAccessor(), op)));
      comma = ", ";
    }
    return text.append(')').toString();
  }

  /** The first components, as many as are needed to make an equal op. */
  private static List<RecordComponent> needed(Op op) {
    List<RecordComponent> all = List.of(op.getClass().getRecordComponents());
    for (Constructor<?> shorter : op.getClass().getConstructors()) {
      int n = shorter.getParameterCount();
      if (n < all.size() && takes(shorter, all)) {
        Object[] values = all.subList(0, n).stream().map(c -> call(c.getAccessor(), op)).toArray();
        if (agrees(shorter, values, op)) {
          return all.subList(0, n);
        }
      }
    }
    return all;
  }

  private static boolean agrees(Constructor<?> shorter, Object[] values, Op op) {
    try {
      return make(shorter, values).equals(op);
    } catch (FoveaException e) {
      return false;
    }
  }

  /** Whether a constructor takes the first components, in order. */
  private static boolean takes(Constructor<?> constructor, List<RecordComponent> components) {
    int n = constructor.getParameterCount();
    return List.of(constructor.getParameterTypes())
        .equals(components.subList(0, n).stream().map(RecordComponent::getType).toList());
  }

  private static String printValue(Object value) {
    if (value instanceof Op op) {
      return print(op);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(OpText::printValue).collect(Collectors.joining("; ", "{", "}"));
    }
    return value instanceof String s ? '"' + s + '"' : String.valueOf(value);
  }

  static Op parse(String text) {
    int open = text.indexOf('(');
    check(open > 0 && text.endsWith(")"), "'%s' is not an op, expected name(...)", text);
    Class<?> type = classOf(text.substring(0, open));
    List<String> parts = split(text.substring(open + 1, text.length() - 1), ',');
    List<RecordComponent> components = List.of(type.getRecordComponents());
    Constructor<?> constructor = null;
    for (Constructor<?> candidate : type.getConstructors()) {
      boolean fits = candidate.getParameterCount() == parts.size();
      constructor = fits && takes(candidate, components) ? candidate : constructor;
    }
    check(
        constructor != null,
        "op %s has %d attributes, expected %d",
        text.substring(0, open),
        parts.size(),
        components.size());
    Object[] values = new Object[parts.size()];
    for (int i = 0; i < values.length; i++) {
      String prefix = components.get(i).getName() + "=";
      check(parts.get(i).startsWith(prefix), "'%s': expected %s...", parts.get(i), prefix);
      values[i] = parseValue(components.get(i).getType(), parts.get(i).substring(prefix.length()));
    }
    return (Op) make(constructor, values);
  }

  private static Object make(Constructor<?> constructor, Object... values) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw unwrap(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?> classOf(String mnemonic) {
    for (Class<?> type : Op.class.getPermittedSubclasses()) {
      if (Op.mnemonic(type).equals(mnemonic)) {
        return type;
      }
    }
    throw new FoveaException("there is no op '%s'", mnemonic);
  }

  private static Object parseValue(Class<?> type, String text) {
    if (type == int.class) {
      return Integer.parseInt(text);
    } else if (type == long.class) {
      return Long.parseLong(text);
    } else if (type == double.class) {
      return Double.parseDouble(text);
    } else if (type == boolean.class) {
      check(text.equals("true") || text.equals("false"), "'%s' is neither true nor false", text);
      return Boolean.parseBoolean(text);
    } else if (type == String.class) {
      check(
          text.startsWith("\"") && text.endsWith("\"") && text.length() > 1, "%s: no quotes", text);
      return text.substring(1, text.length() - 1);
    } else if (type == List.class) {
      check(text.startsWith("{") && text.endsWith("}"), "'%s' is not a list", text);
      return split(text.substring(1, text.length() - 1), ';').stream().map(OpText::parse).toList();
    } else if (Op.class.isAssignableFrom(type)) {
      return type.cast(parse(text));
    } else if (type.isEnum()) {
      for (Object constant : type.getEnumConstants()) {
        if (constant.toString().equals(text)) {
          return constant;
        }
      }
      throw new FoveaException("'%s' is not a %s", text, type.getSimpleName());
    }
    try {
      return type.getMethod("parse", String.class).invoke(null, text);
    } catch (InvocationTargetException e) {
      throw unwrap(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " needs a static parse(String)", e);
    }
  }

  /** Splits at separators outside brackets and quotes. */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted ^= c == '"';
      if (!quoted) {
        depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
        if (c == separator && depth == 0) {
          parts.add(text.substring(start, i).strip());
          start = i + 1;
        }
      }
    }
    String last = text.substring(start).strip();
    if (!last.isEmpty()) {
      parts.add(last);
    }
    return parts;
  }

  private static Object call(Method accessor, Object target) {
    try {
      return accessor.invoke(target);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RuntimeException unwrap(InvocationTargetException e) {
    if (e.getCause() instanceof RuntimeException cause) {
      return cause;
    }
    return new IllegalStateException(e.getCause());
  }
}
