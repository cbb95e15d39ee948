// SPDX-License-Identifier: Apache-2.0
package dev.fovea.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitTest {
  private static final Shape WIDE = Shape.of(64, 32, 3, 3);

  /** Notes W64. */
  @ParameterizedTest
  @CsvSource({
    "'[6,1,5,5]', 0.18516",
    "'[16,6,5,5]', 0.10445",
    "'[120,400]', 0.10742",
    "'[84,120]', 0.17150",
    "'[10,84]', 0.25265"
  })
  void xavierBoundsOfLeNet(String shape, double bound) {
    assertThat(Init.xavierUniform().bound(Shape.parse(shape))).isCloseTo(bound, within(5e-6));
  }

  @Test
  void xavierFillsItsInterval() {
    Shape shape = Shape.of(120, 400);
    float[] values = Init.xavierUniform().draw(1, "fc1.weight", shape).floats();
    double bound = Init.xavierUniform().bound(shape);

    assertThat(greatest(values)).isLessThanOrEqualTo(bound).isGreaterThan(0.999 * bound);
    assertThat(deviation(values)).isCloseTo(bound / Math.sqrt(3), within(0.01 * bound));
  }

  @Test
  void torchDefaultIsBoundedByTheRootOfFanIn() {
    assertThat(Init.torchDefault().bound(WIDE)).isCloseTo(1 / Math.sqrt(32 * 9), within(1e-12));
    assertThat(Init.torchDefault().bound(Shape.of(10, 84)))
        .isCloseTo(1 / Math.sqrt(84), within(1e-12));
  }

  @Test
  void heNormalHasVarianceTwoByFanIn() {
    float[] values = Init.heNormal().draw(3, "w", WIDE).floats();

    assertThat(deviation(values)).isCloseTo(Math.sqrt(2.0 / (32 * 9)), within(0.001));
  }

  @Test
  void fanOutIsFiltersTimesTaps() {
    float[] values = new Init(Init.Law.FAN_OUT_NORMAL, Math.sqrt(2)).draw(3, "w", WIDE).floats();

    assertThat(deviation(values)).isCloseTo(Math.sqrt(2.0 / (64 * 9)), within(0.001));
  }

  @Test
  void truncatedNormalStaysWithinTwoDeviations() {
    float[] values = new Init(Init.Law.TRUNCATED_NORMAL, 0.02).draw(3, "w", WIDE).floats();

    assertThat(greatest(values)).isLessThanOrEqualTo(0.04f + 1e-7f).isGreaterThan(0.039f);
    // The deviation of a standard normal cut at two is 0.8796.
    assertThat(deviation(values)).isCloseTo(0.02 * 0.8796, within(0.0003));
  }

  @Test
  void constantIsConstant() {
    assertThat(Init.constant(0.5).draw(1, "x", Shape.of(3)).floats())
        .containsExactly(.5f, .5f, .5f);
  }

  @ParameterizedTest
  @EnumSource(Init.Law.class)
  void aDrawIsAFunctionOfSeedAndPath(Init.Law law) {
    Init init = new Init(law, 0.7);
    Tensor once = init.draw(1, "a", WIDE);

    assertThat(once.sameBits(init.draw(1, "a", WIDE))).isTrue();
    if (law != Init.Law.CONSTANT) {
      assertThat(once.sameBits(init.draw(2, "a", WIDE))).isFalse();
      assertThat(once.sameBits(init.draw(1, "b", WIDE))).isFalse();
    }
    assertThat(Init.parse(init.toString())).isEqualTo(init);
  }

  @ParameterizedTest
  @ValueSource(strings = {"normal NaN", "uniform Infinity", "normal -1", "constant -Infinity"})
  void aNumberThatIsNoneIsRefused(String text) {
    assertThatThrownBy(() -> Init.parse(text))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith("init " + text.split(" ")[0] + " is " + text.split(" ")[1]);
  }

  private static double greatest(float[] values) {
    double greatest = 0;
    for (float value : values) {
      greatest = Math.max(greatest, Math.abs(value));
    }
    return greatest;
  }

  private static double deviation(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares / values.length);
  }
}
