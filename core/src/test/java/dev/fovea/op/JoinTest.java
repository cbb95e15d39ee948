// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

class JoinTest {
  private static final TensorType X = TensorType.f32(2, 6, 5, 4);

  private static TensorType infer(Op op, TensorType... in) {
    return op.infer(List.of(in)).get(0);
  }

  @Test
  void concatAddsTheSizesOfItsAxis() {
    assertThat(infer(new Concat(1), X, TensorType.f32(2, 3, 5, 4), X))
        .isEqualTo(TensorType.f32(2, 15, 5, 4));
    assertThat(infer(new Concat(0), X)).isEqualTo(X);
  }

  @Test
  void concatNamesTheOperandThatDoesNotFit() {
    assertThatThrownBy(() -> infer(new Concat(1), X, TensorType.f32(2, 6, 5, 5)))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "Concat: operand 1 is f32[2,6,5,5] and operand 0 is f32[2,6,5,4];"
                + " they may differ in axis 1 only");
    assertThatThrownBy(() -> infer(new Concat(1), X, TensorType.i32(2, 6, 5, 4)))
        .hasMessageContaining("operand 1 is i32");
    assertThatThrownBy(() -> infer(new Concat(1), X, TensorType.f32(2, 6)))
        .hasMessageContaining("operand 1 is f32[2,6]");
    assertThatThrownBy(() -> infer(new Concat(4), X)).hasMessageContaining("has no axis 4");
    assertThatThrownBy(() -> infer(new Concat(1))).hasMessageContaining("got 0");
  }

  @Test
  void sliceTakesPositions() {
    assertThat(infer(new Slice(1, 2, 4), X)).isEqualTo(TensorType.f32(2, 4, 5, 4));
    assertThatThrownBy(() -> infer(new Slice(1, 3, 4), X))
        .hasMessage("Slice: positions 3 to 6 of axis 1 do not lie within f32[2,6,5,4]");
    assertThatThrownBy(() -> infer(new Slice(1, Integer.MAX_VALUE, 1), X))
        .hasMessageContaining("do not lie within");
    assertThatThrownBy(() -> new Slice(1, 0, 0)).isInstanceOf(FoveaException.class);
  }

  @Test
  void padAddsAndCuts() {
    assertThat(infer(new Pad(2, 1, 3), X)).isEqualTo(TensorType.f32(2, 6, 9, 4));
    assertThat(infer(new Pad(2, -2, -2), X)).isEqualTo(TensorType.f32(2, 6, 1, 4));
    assertThat(infer(new Pad(2, -4, 2), X)).isEqualTo(TensorType.f32(2, 6, 3, 4));
  }

  @Test
  void padLeavesSomethingOfTheInput() {
    assertThatThrownBy(() -> infer(new Pad(2, -3, -2), X))
        .hasMessage("Pad: -3 before and -2 behind leave nothing of axis 2 of f32[2,6,5,4]");
    assertThatThrownBy(() -> infer(new Pad(2, -6, 9), X)).hasMessageContaining("leave nothing");
    assertThatThrownBy(() -> infer(new Pad(2, Integer.MAX_VALUE, 1), X))
        .isInstanceOf(FoveaException.class);
  }
}
