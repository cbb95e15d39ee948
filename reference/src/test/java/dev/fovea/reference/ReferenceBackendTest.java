// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Precision;
import dev.fovea.backend.Session;
import dev.fovea.ir.Graph;
import dev.fovea.ir.GraphText;
import dev.fovea.op.SoftmaxCrossEntropy;
import dev.fovea.op.Unary;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ReferenceBackendTest {
  private static final Graph DIVIDE =
      GraphText.parse(
          """
          graph divide
          %0 = input(path="a", type=f32[1]) : f32[1]
          %1 = input(path="b", type=f32[1]) : f32[1]
          %2 = binary(fn=DIV) %0 %1 : f32[1]
          output q %2
          """);

  private static Tensor third(Precision precision) {
    try (Session session = new ReferenceBackend().open(new Backend.Options(1, precision))) {
      Executable executable = session.compile(DIVIDE);
      executable.input("a").write(new float[] {1});
      executable.input("b").write(new float[] {3});
      executable.run();
      return executable.output("q").read();
    }
  }

  @Test
  void isFoundByName() {
    assertThat(Backend.named("reference")).isInstanceOf(ReferenceBackend.class);
    assertThatThrownBy(() -> Backend.named("gpu"))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("no backend 'gpu'")
        .hasMessageContaining("reference");
  }

  @Test
  void roundsToFloatOnlyWhenAsked() {
    assertThat(third(Precision.F32).floats()).containsExactly(1f / 3);
    assertThat(third(Precision.F64).doubles()).containsExactly(1.0 / 3);
  }

  @Test
  void doublesGoInWhereDoublesAreKept() {
    try (Session session = new ReferenceBackend().open(new Backend.Options(1, Precision.F64))) {
      Executable executable = session.compile(DIVIDE);
      executable.input("a").write(Tensor.of(Shape.of(1), 0.1));
      executable.input("b").write(Tensor.of(Shape.of(1), 1.0));
      executable.run();
      assertThat(executable.output("q").read().doubles()).containsExactly(0.1);
    }
  }

  @Test
  void poisonSparesInputsOnly() {
    try (Session session = new ReferenceBackend().open(Backend.Options.f32(1))) {
      Executable executable = session.compile(DIVIDE);
      executable.input("a").write(new float[] {6});
      executable.input("b").write(new float[] {3});
      executable.run();
      executable.poison();
      assertThat(executable.output("q").read().floats()).containsExactly(Float.NaN);
      executable.run();
      assertThat(executable.output("q").read().floats()).containsExactly(2);
    }
  }

  @Test
  void notANumberPassesThroughEveryFunction() {
    for (Unary.Fn fn : Unary.Fn.values()) {
      Tensor nan = Tensor.of(Shape.of(1), Float.NaN);
      Unary op = fn.hasAlpha() ? new Unary(fn, 0.1) : new Unary(fn);
      assertThat(Run.values(op, nan)).as("%s", fn).containsExactly(Double.NaN);
    }
  }

  /** Softmax of equal logits is uniform: the loss is log C whatever the class. */
  @Test
  void lossOfEqualLogitsIsTheLogOfTheClasses() {
    Tensor logits = Tensor.of(Shape.of(2, 4), new float[8]);
    double[] loss = Run.values(new SoftmaxCrossEntropy(), logits, Tensor.of(Shape.of(2), 0, 3));

    assertThat(loss).containsExactly(Math.log(4));
  }

  @Test
  void softTargetsThatPickOneClassAreThatClass() {
    Tensor logits = Tensor.of(Shape.of(1, 3), 1f, 2f, 4f);
    Tensor soft = Tensor.of(Shape.of(1, 3), 0f, 0f, 1f);

    assertThat(Run.values(new SoftmaxCrossEntropy(), logits, soft))
        .containsExactly(Run.values(new SoftmaxCrossEntropy(), logits, Tensor.of(Shape.of(1), 2)));
  }
}
