// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats.model;

import dev.fovea.ir.Result;
import dev.fovea.tensor.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A layer on its way into a file.
 *
 * @param attributes as YAML text, without those that are as the reader would have them
 * @param inputs the values it reads
 */
record Written(String kind, Map<String, String> attributes, List<Result> inputs) {
  static Written of(String kind, Result... inputs) {
    return new Written(kind, new LinkedHashMap<>(), List.of(inputs));
  }

  /** With an attribute. */
  Written with(String name, Object value) {
    Map<String, String> more = new LinkedHashMap<>(attributes);
    more.put(name, String.valueOf(value));
    return new Written(kind, more, inputs);
  }

  /** With an attribute, unless it has the value that goes without saying. */
  Written with(String name, Object value, Object otherwise) {
    return value.equals(otherwise) ? this : with(name, value);
  }

  /** With size, stride, padding and dilation. */
  Written with(Window window, boolean strideIsSize) {
    String size = pair(window.h().size(), window.w().size());
    return with("size", size)
        .with("stride", pair(window.h().stride(), window.w().stride()), strideIsSize ? size : "1")
        .with("padding", padding(window), "0")
        .with("dilation", pair(window.h().dilation(), window.w().dilation()), "1");
  }

  private static String padding(Window window) {
    int top = window.h().padLo();
    int bottom = window.h().padHi();
    int left = window.w().padLo();
    int right = window.w().padHi();
    return top == bottom && left == right
        ? pair(top, left)
        : "[%d, %d, %d, %d]".formatted(top, bottom, left, right);
  }

  static String pair(int h, int w) {
    return h == w ? String.valueOf(h) : "[" + h + ", " + w + "]";
  }
}
