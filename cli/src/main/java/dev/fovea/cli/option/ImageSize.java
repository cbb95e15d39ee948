// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.option;

import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;

/** Reads {@code 3x224x224}: channels, height and width of an image. */
public final class ImageSize implements ITypeConverter<Shape> {
  /** No model reads more; keeps products of sizes far from overflow. */
  private static final int LARGEST = 65_536;

  @Override
  public Shape convert(String text) {
    return parse(text, 3, "CxHxW such as 3x224x224");
  }

  /** Sizes as people write them: {@code 3x224x224}. */
  public static String text(List<Integer> dims) {
    return dims.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }

  static Shape parse(String text, int rank, String expected) {
    String[] parts = text.split("x", -1);
    try {
      int[] dims = Arrays.stream(parts).mapToInt(Integer::parseInt).toArray();
      boolean fits = Arrays.stream(dims).allMatch(d -> d >= 1 && d <= LARGEST);
      if (dims.length == rank && fits) {
        return Shape.of(dims);
      }
    } catch (NumberFormatException e) {
      throw new FoveaException(e, "'%s' is not a size, expected %s", text, expected);
    }
    throw new FoveaException(
        "'%s' is not a size, expected %s, each from 1 to %d", text, expected, LARGEST);
  }
}
