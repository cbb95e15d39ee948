// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.state;

import dev.fovea.ir.Weights;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.recipe.Recipe;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Saves one checkpoint after the other, each another one, until it is killed. */
public final class SaveLoop {
  private static final int NUMBERS = 100_000;

  private SaveLoop() {}

  /** Prints the number of each checkpoint once it is saved; the numbers begin at the second one. */
  public static void main(String[] args) {
    Path file = Path.of(args[0]);
    for (int n = Integer.parseInt(args[1]); ; n++) {
      of(n).write(file);
      System.out.println(n);
    }
  }

  /** All of it follows from one number. */
  static Checkpoint of(int n) {
    Progress progress =
        new Progress(
            "m",
            "d",
            n,
            Recipe.of(1, 1, 1),
            new Position(0, n, n),
            Running.ZERO,
            List.of(),
            n,
            0,
            Skips.NONE,
            "");
    return new Checkpoint(
        progress, new Weights(Map.of("w", filled(n))), new Weights(Map.of("s", filled(-n))));
  }

  static Tensor filled(int value) {
    float[] numbers = new float[NUMBERS];
    Arrays.fill(numbers, value);
    return Tensor.of(Shape.of(NUMBERS), numbers);
  }
}
