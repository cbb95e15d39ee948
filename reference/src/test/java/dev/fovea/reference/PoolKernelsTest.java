// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.AdaptiveAveragePool;
import dev.fovea.op.Pool;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolKernelsTest {
  private static final Pool NOTES_POOL = Pool.max(Window.of(3).stride(2, 1).pad(1));
  private static final float NAN = Float.NaN;
  private static final float MINUS = Float.NEGATIVE_INFINITY;

  /** Notes W11. */
  @Test
  void maximumOfTheNotes() {
    float[] values = new float[32];
    for (int i = 0; i < 32; i++) {
      values[i] = i;
    }
    Tensor y = Run.op(NOTES_POOL, Tensor.of(Shape.of(1, 2, 4, 4), values)).get(0);

    assertThat(y.shape()).isEqualTo(Shape.of(1, 2, 2, 4));
    assertThat(y.toDoubles())
        .containsExactly(5, 6, 7, 7, 13, 14, 15, 15, 21, 22, 23, 23, 29, 30, 31, 31);
  }

  /** Notes W12, E11: padding is minus infinity, or a maximum of negative numbers would be zero. */
  @Test
  void maximumOfNegativeNumbersDoesNotSeeThePadding() {
    float[] values = new float[16];
    for (int i = 0; i < 16; i++) {
      values[i] = -i - 1;
    }

    assertThat(Run.values(NOTES_POOL, image(4, values)))
        .containsExactly(-1, -1, -2, -3, -5, -5, -6, -7);
  }

  @Test
  void ofEqualElementsTheFirstGetsTheGradient() {
    assertThat(gradient(Pool.max(Window.of(2)), image(2, 3, 3, 3, 3), 1))
        .containsExactly(1, 0, 0, 0);
    assertThat(gradient(Pool.max(Window.of(2)), image(2, 1, 3, 2, 3), 1))
        .containsExactly(0, 1, 0, 0);
    assertThat(gradient(Pool.max(Window.of(2)), image(2, MINUS, MINUS, MINUS, MINUS), 1))
        .containsExactly(1, 0, 0, 0);
  }

  @Test
  void overlappingWindowsAddTheirGradients() {
    assertThat(gradient(Pool.max(Window.of(2)), image(3, 0, 0, 0, 0, 9, 0, 0, 0, 0), 1, 2, 3, 4))
        .containsExactly(0, 0, 0, 0, 10, 0, 0, 0, 0);
  }

  @Test
  void notANumberWins() {
    assertThat(Run.values(Pool.max(Window.of(2)), image(2, NAN, 5, 6, 7)))
        .containsExactly(Double.NaN);
    assertThat(Run.values(Pool.max(Window.of(2)), image(2, 5, 6, 7, NAN)))
        .containsExactly(Double.NaN);
  }

  /** The three ways to divide, at a corner with padding and at an end that hangs over. */
  @Test
  void averagesDivideByTheirKind() {
    Tensor ones = image(4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    Window padded = Window.of(3).stride(3).pad(1);
    Window over = Window.of(3).stride(3);

    assertThat(Run.values(new Pool(Pool.Kind.AVERAGE, padded, false), ones))
        .containsExactly(4 / 9., 4 / 9., 4 / 9., 4 / 9.);
    assertThat(Run.values(new Pool(Pool.Kind.AVERAGE_VALID, padded, false), ones)).containsOnly(1);
    assertThat(Run.values(new Pool(Pool.Kind.SUM, padded, false), ones)).containsOnly(4);
    assertThat(Run.values(new Pool(Pool.Kind.AVERAGE, over, true), ones)).containsOnly(1);
    assertThat(Run.values(new Pool(Pool.Kind.SUM, over, true), ones)).containsExactly(9, 3, 3, 1);
  }

  @Test
  void adaptiveAveragesOverlapWhenTheyMust() {
    Tensor x = Tensor.of(Shape.of(1, 1, 1, 5), 1f, 2f, 3f, 4f, 5f);

    assertThat(Run.values(new AdaptiveAveragePool(1, 3), x)).containsExactly(1.5, 3, 4.5);
    assertThat(Run.values(new AdaptiveAveragePool(1, 1), x)).containsExactly(3);
    assertThat(Run.values(new AdaptiveAveragePool(1, 5), x)).containsExactly(1, 2, 3, 4, 5);
    assertThat(Run.values(new AdaptiveAveragePool(2, 1), x)).containsExactly(3, 3);
  }

  private static double[] gradient(Pool op, Tensor x, float... dy) {
    List<Tensor> forward = Run.op(op, x);
    Tensor gradient = Tensor.of(forward.get(0).shape(), dy);
    return Run.values(new Pool.Backward(op, x.type()), gradient, forward.get(1));
  }

  private static Tensor image(int size, float... values) {
    return Tensor.of(Shape.of(1, 1, size, size), values);
  }
}
