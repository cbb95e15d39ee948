// SPDX-License-Identifier: Apache-2.0
package dev.fovea.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TensorTest {
  @Test
  void holdsOneElementTypeAndSaysSo() {
    Tensor tensor = Tensor.of(Shape.of(2), 1f, 2f);

    assertThat(tensor.floats()).containsExactly(1, 2);
    assertThat(tensor.toDoubles()).containsExactly(1, 2);
    assertThatThrownBy(tensor::ints)
        .isInstanceOf(FoveaException.class)
        .hasMessage("tensor is f32[2], not i32");
    assertThatThrownBy(tensor::doubles).hasMessage("tensor is f32[2], not f64");
  }

  @Test
  void refusesTheWrongNumberOfElements() {
    assertThatThrownBy(() -> Tensor.of(Shape.of(2, 3), 1, 2, 3))
        .isInstanceOf(FoveaException.class)
        .hasMessage("tensor i32[2,3] wants 6 elements, got 3");
  }

  @Test
  void comparesBitsNotNumbers() {
    Tensor nan = Tensor.of(Shape.of(2), Float.NaN, 0f);

    assertThat(nan.sameBits(Tensor.of(Shape.of(2), Float.NaN, 0f))).isTrue();
    assertThat(nan.sameBits(Tensor.of(Shape.of(2), Float.NaN, -0f))).isFalse();
    assertThat(nan.sameBits(Tensor.of(Shape.of(1, 2), Float.NaN, 0f))).isFalse();
    assertThat(nan.sameBits(Tensor.of(Shape.of(2), Double.NaN, 0.0))).isFalse();
  }

  @Test
  void zerosOfEveryType() {
    assertThat(Tensor.zeros(TensorType.f32(2)).floats()).containsExactly(0, 0);
    assertThat(Tensor.zeros(TensorType.i32(1)).ints()).containsExactly(0);
    assertThat(Tensor.zeros(new TensorType(DType.F64, Shape.of(1))).doubles()).containsExactly(0);
  }
}
