// SPDX-License-Identifier: Apache-2.0
package dev.fovea.tensor;

import static dev.fovea.tensor.FoveaException.check;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** An immutable, fully static list of sizes, outermost first; images are [N,C,H,W]. */
public record Shape(List<Integer> dims) {
  public Shape {
    dims = List.copyOf(dims);
    for (int dim : dims) {
      check(dim > 0, "shape %s: every size must be positive", dims);
    }
  }

  public static Shape of(int... dims) {
    List<Integer> list = new ArrayList<>(dims.length);
    for (int dim : dims) {
      list.add(dim);
    }
    return new Shape(list);
  }

  public int rank() {
    return dims.size();
  }

  /** The size at {@code axis}; negative axes count from the end. */
  public int dim(int axis) {
    return dims.get(axis < 0 ? axis + dims.size() : axis);
  }

  /** Number of elements. */
  public long elements() {
    long n = 1;
    for (int dim : dims) {
      n = Math.multiplyExact(n, (long) dim);
    }
    return n;
  }

  /** The same shape with another size at {@code axis}. */
  public Shape with(int axis, int size) {
    List<Integer> list = new ArrayList<>(dims);
    list.set(axis < 0 ? axis + dims.size() : axis, size);
    return new Shape(list);
  }

  public long[] toLongs() {
    return dims.stream().mapToLong(Integer::longValue).toArray();
  }

  @Override
  public String toString() {
    return dims.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
  }

  /** Reads the form {@link #toString} prints, for example {@code [1,3,224,224]}. */
  public static Shape parse(String text) {
    check(
        text.length() >= 2 && text.startsWith("[") && text.endsWith("]"),
        "'%s' is not a shape, expected for example [1,3,224,224]",
        text);
    String body = text.substring(1, text.length() - 1);
    List<Integer> list = new ArrayList<>();
    for (String part : body.isEmpty() ? new String[0] : body.split(",", -1)) {
      try {
        list.add(Integer.parseInt(part.strip()));
      } catch (NumberFormatException e) {
        throw new FoveaException(e, "'%s' in shape %s is not a whole number", part, text);
      }
    }
    return new Shape(list);
  }
}
