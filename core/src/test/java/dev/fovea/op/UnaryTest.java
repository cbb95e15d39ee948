// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.ir.GraphBuilder;
import dev.fovea.ir.GraphText;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.TensorType;
import org.junit.jupiter.api.Test;

class UnaryTest {
  private static Unary unary(Unary.Fn fn) {
    return fn.hasAlpha() ? new Unary(fn, 0.1) : new Unary(fn);
  }

  @Test
  void derivativesAreThoseOfTheFunctions() {
    for (Unary.Fn fn : Unary.Fn.values()) {
      Unary f = unary(fn);
      for (double x : new double[] {-5, -2.9, -1.3, -0.2, 0.4, 1.7, 2.9, 4.5, 7.5}) {
        if (x < 0 && fn == Unary.Fn.SQRT) {
          continue;
        }
        double h = 1e-6;
        double slope = (f.apply(x + h) - f.apply(x - h)) / (2 * h);
        double saved = fn.fromResult() ? f.apply(x) : x;
        assertThat(new Unary.Backward(fn, f.alpha()).derivative(saved))
            .as("%s at %s", fn, x)
            .isCloseTo(slope, within(1e-5 * Math.max(1, Math.abs(slope))));
      }
    }
  }

  /** Notes W63. */
  @Test
  void hardSwishHasTheValuesOfTheNotes() {
    assertThat(new Unary(Unary.Fn.RELU6).apply(7)).isEqualTo(6);
    assertThat(new Unary(Unary.Fn.RELU6).apply(-1)).isZero();
    double[] x = {-4, -3, -1, 0, 1, 3, 4};
    double[] y = {0, 0, -1.0 / 3, 0, 2.0 / 3, 3, 4};
    for (int i = 0; i < x.length; i++) {
      assertThat(new Unary(Unary.Fn.HARD_SWISH).apply(x[i])).isCloseTo(y[i], within(1e-12));
    }
  }

  @Test
  void notANumberStaysNotANumber() {
    for (Unary.Fn fn : Unary.Fn.values()) {
      assertThat(unary(fn).apply(Double.NaN)).as("%s", fn).isNaN();
    }
  }

  @Test
  void theTextNamesAlphaOnlyWhereItCounts() {
    GraphBuilder g = new GraphBuilder("net");
    Value x = g.emit(new Input("x", TensorType.f32(2)));
    g.output("y", g.emit(new Unary(Unary.Fn.LEAKY_RELU, 0.1), g.emit(new Unary(Unary.Fn.RELU), x)));
    String text = g.build().toString();
    assertThat(text).contains("unary(fn=RELU) ").contains("unary(fn=LEAKY_RELU, alpha=0.1) ");
    assertThat(GraphText.parse(text)).isEqualTo(g.build());
    assertThatThrownBy(() -> GraphText.parse(text.replace("fn=LEAKY_RELU, alpha=0.1", "")))
        .hasMessageContaining("op unary has 0 attributes, expected 2");
  }

  @Test
  void alphaBelongsToTheFunctionsThatHaveOne() {
    assertThatThrownBy(() -> new Unary(Unary.Fn.RELU, 0.1))
        .isInstanceOf(FoveaException.class)
        .hasMessage("Unary: RELU has no alpha, was 0.1");
    assertThatThrownBy(() -> new Unary(Unary.Fn.LEAKY_RELU, 0))
        .hasMessage("Unary: LEAKY_RELU needs a positive alpha, was 0.0");
    assertThatThrownBy(() -> new Unary(Unary.Fn.LEAKY_RELU, Double.NaN))
        .isInstanceOf(FoveaException.class);
    assertThatThrownBy(() -> new Unary.Backward(Unary.Fn.LEAKY_RELU, -1))
        .isInstanceOf(FoveaException.class);
  }
}
