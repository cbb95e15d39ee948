// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.option;

import dev.fovea.tensor.Shape;
import java.util.List;
import picocli.CommandLine.ITypeConverter;

/** Reads {@code 28x28x192}, height, width and channels as the notes write them, into [C,H,W]. */
public final class MapSize implements ITypeConverter<Shape> {
  @Override
  public Shape convert(String text) {
    Shape size = ImageSize.parse(text, 3, "HxWxC such as 28x28x192");
    return Shape.of(size.dim(2), size.dim(0), size.dim(1));
  }

  /** [C,H,W] as height, width and channels. */
  public static List<Integer> dims(Shape map) {
    return List.of(map.dim(1), map.dim(2), map.dim(0));
  }

  /** [C,H,W] as {@code 28x28x192}. */
  public static String text(Shape map) {
    return ImageSize.text(dims(map));
  }
}
