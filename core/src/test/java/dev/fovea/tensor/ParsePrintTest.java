// SPDX-License-Identifier: Apache-2.0
package dev.fovea.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What prints parses back, and what does not parse is refused with the reason. */
class ParsePrintTest {
  @ParameterizedTest
  @ValueSource(strings = {"[1,3,224,224]", "[7]", "[]", "[2147483647]"})
  void shapes(String text) {
    assertThat(Shape.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[",
        "1,2",
        "[1,,2]",
        "[1,2,]",
        "[a]",
        "[0]",
        "[-1]",
        "[1.5]",
        "[99999999999]"
      })
  void senselessShapesAreRefused(String text) {
    assertThatThrownBy(() -> Shape.parse(text)).isInstanceOf(FoveaException.class);
  }

  @Test
  void shapesCountElementsWithoutOverflow() {
    assertThat(Shape.of(100_000, 100_000).elements()).isEqualTo(10_000_000_000L);
    assertThat(Shape.of().elements()).isEqualTo(1);
    assertThatThrownBy(() -> Shape.of(1 << 30, 1 << 30, 1 << 30).elements())
        .isInstanceOf(ArithmeticException.class);
    assertThat(Shape.of(2, 3).dim(-1)).isEqualTo(3);
    assertThat(Shape.of(2, 3).with(-2, 5)).isEqualTo(Shape.of(5, 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"f32[1,3,8,8]", "i32[4]", "f64[]"})
  void types(String text) {
    assertThat(TensorType.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "f32", "[1]", "f16[1]", "F32[1]", "f32[1", "f32 [1]"})
  void senselessTypesAreRefused(String text) {
    assertThatThrownBy(() -> TensorType.parse(text)).isInstanceOf(FoveaException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3x3",
        "1x7",
        "3x3 stride 2x2",
        "3x3 stride 2x1 pad 0:1x2:3",
        "5x5 pad 2:2x2:2",
        "3x3 dilation 2x2",
        "11x3 stride 4x1 pad 0:0x1:0 dilation 1x3"
      })
  void windows(String text) {
    assertThat(Window.parse(text)).hasToString(text);
  }

  @Test
  void windowsSayWhatTheyAre() {
    Window window = Window.parse("3x5 stride 2x1 pad 0:1x2:3 dilation 1x2");

    assertThat(window.h()).isEqualTo(new Axis(3, 2, 0, 1, 1));
    assertThat(window.w()).isEqualTo(new Axis(5, 1, 2, 3, 2));
    assertThat(window.taps()).isEqualTo(15);
    assertThat(window.isDilated()).isTrue();
    assertThat(window.isPadded()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "3",
        "3x",
        "x3",
        "3x3 stride 2",
        "3x3 pad 1",
        "0x3",
        "3x3 stride 0x1",
        "-1x3",
        "3x3  stride 2x2",
        "99999999999x3"
      })
  void senselessWindowsAreRefused(String text) {
    assertThatThrownBy(() -> Window.parse(text)).isInstanceOf(FoveaException.class);
  }

  @Test
  void samePaddingKeepsTheSizeAndPutsTheOddElementBehind() {
    for (int size = 1; size <= 7; size++) {
      Window same = Window.of(size).same();
      assertThat(same.h().out(10)).isEqualTo(10);
      assertThat(same.h().padHi() - same.h().padLo()).isEqualTo(size % 2 == 0 ? 1 : 0);
    }
    assertThat(Window.of(3).dilation(2).same().w().out(10)).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"xavier_uniform 1.0", "constant 0.0", "normal 0.01", "uniform 0.25"})
  void initialisers(String text) {
    assertThat(Init.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "xavier", "glorot 1", "constant x", "normal 1 2"})
  void senselessInitialisersAreRefused(String text) {
    assertThatThrownBy(() -> Init.parse(text)).isInstanceOf(FoveaException.class);
  }
}
