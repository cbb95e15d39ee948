// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormTest {
  private static final TensorType X = TensorType.f32(2, 6, 5, 4);

  private static List<TensorType> infer(Op op, TensorType... in) {
    return op.infer(List.of(in));
  }

  @Test
  void localResponseNormKeepsTheType() {
    assertThat(infer(LocalResponseNorm.undivided(5, 1e-4, 0.75, 2), X)).containsExactly(X);
    assertThat(LocalResponseNorm.undivided(5, 1e-4, 0.75, 2).alpha()).isEqualTo(5e-4);
    assertThatThrownBy(() -> new LocalResponseNorm(4, 1, 1, 1))
        .isInstanceOf(FoveaException.class)
        .hasMessage("LocalResponseNorm: size must be odd, was 4");
    assertThatThrownBy(() -> new LocalResponseNorm(5, 1, 1, 0)).hasMessageContaining("k must be");
    assertThatThrownBy(() -> new LocalResponseNorm(5, -1, 1, 1)).hasMessageContaining("alpha");
    assertThatThrownBy(() -> infer(new LocalResponseNorm(5, 1, 1, 1), TensorType.f32(2, 6)))
        .hasMessageContaining("has 2 axes, expected 4");
  }

  @Test
  void preluTakesOneSlopeOrOneAChannel() {
    assertThat(infer(new PRelu(), X, TensorType.f32(6))).containsExactly(X);
    assertThat(infer(new PRelu(), X, TensorType.f32(1))).containsExactly(X);
    assertThatThrownBy(() -> infer(new PRelu(), X, TensorType.f32(5)))
        .isInstanceOf(FoveaException.class)
        .hasMessage("PRelu: input f32[2,6,5,4] has 6 channels, the slope is f32[5]");
    assertThat(infer(new PRelu.Backward(), X, TensorType.f32(1), X))
        .containsExactly(X, TensorType.f32(1));
    assertThatThrownBy(
            () -> infer(new PRelu.Backward(), X, TensorType.f32(1), TensorType.f32(2, 6)))
        .hasMessageContaining("gradient is f32[2,6]");
  }

  @Test
  void softmaxWantsAClassAxis() {
    assertThat(infer(new Softmax(true), X)).containsExactly(X);
    assertThatThrownBy(() -> infer(new Softmax(false), TensorType.f32(6)))
        .isInstanceOf(FoveaException.class)
        .hasMessage("Softmax: input f32[6] has no class axis");
    assertThatThrownBy(() -> infer(new Softmax.Backward(true), X, TensorType.f32(2, 6)))
        .hasMessageContaining("gradient is f32[2,6]");
  }
}
