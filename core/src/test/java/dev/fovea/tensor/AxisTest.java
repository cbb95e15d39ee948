// SPDX-License-Identifier: Apache-2.0
package dev.fovea.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Output sizes and receptive fields, with the study notes' numbers (T3, W14, W20, W21, W24-W26).
 */
class AxisTest {
  @ParameterizedTest
  @CsvSource({
    // n, size, stride, pad, out
    "6, 3, 1, 1, 6",
    "28, 5, 3, 2, 10",
    "31, 5, 3, 2, 11",
    "6, 3, 1, 0, 4",
    "1, 1, 1, 0, 1",
    "5, 5, 7, 0, 1",
    "28, 5, 1, 2, 28",
    "224, 7, 2, 3, 112"
  })
  void outputSize(int n, int size, int stride, int pad, int out) {
    assertThat(new Axis(size, stride, pad, pad, 1).out(n)).isEqualTo(out);
  }

  /** Alternating convolutions and pools, each of size, stride, pad. */
  @ParameterizedTest
  @CsvSource({
    "227, 0, '55,27,27,13,13,13,13,6'",
    "224, 2, '55,27,27,13,13,13,13,6'",
    "224, 1, '54,26,26,12,12,12,12,5'"
  })
  void alexNetChain(int n, int pad, String expected) {
    Axis pool = new Axis(3, 2, 0, 0, 1);
    Axis same = new Axis(3, 1, 1, 1, 1);
    Axis[] chain = {
      new Axis(11, 4, pad, pad, 1), pool, new Axis(5, 1, 2, 2, 1), pool, same, same, same, pool
    };
    StringBuilder sizes = new StringBuilder();
    int size = n;
    for (Axis axis : chain) {
      size = axis.out(size);
      sizes.append(sizes.isEmpty() ? "" : ",").append(size);
    }

    assertThat(sizes.toString()).isEqualTo(expected);
  }

  @Test
  void fiftyFourNotFiftyFive() {
    assertThat(new Axis(11, 4, 0, 0, 1).out(224)).isEqualTo(54);
  }

  @Test
  void asymmetricPaddingCountsBothSides() {
    assertThat(new Axis(3, 1, 1, 0, 1).out(5)).isEqualTo(4);
    assertThat(new Axis(3, 2, 0, 1, 1).out(6)).isEqualTo(3);
  }

  @Test
  void dilationWidensTheExtent() {
    Axis axis = new Axis(3, 1, 0, 0, 2);

    assertThat(axis.extent()).isEqualTo(5);
    assertThat(axis.out(7)).isEqualTo(3);
  }

  @Test
  void twoThreesSeeAsMuchAsOneFiveAndThreeAsMuchAsOneSeven() {
    Axis three = Axis.of(3);
    long two = three.receptiveField(three.receptiveField(1, 1), 1);

    assertThat(two).isEqualTo(Axis.of(5).receptiveField(1, 1)).isEqualTo(5);
    assertThat(three.receptiveField(two, 1)).isEqualTo(7);
    assertThat(three.receptiveField(3, 2)).as("after a stride of 2").isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({
    // n, size, stride, padLo, padHi, floor, ceil
    "7, 2, 2, 0, 0, 3, 4",
    "6, 2, 2, 0, 0, 3, 3",
    "112, 3, 2, 0, 0, 55, 56",
    "5, 2, 2, 1, 1, 3, 3",
    "4, 2, 3, 1, 1, 2, 2",
    "7, 1, 3, 0, 0, 3, 3",
    "6, 3, 4, 1, 1, 2, 2",
    "7, 3, 4, 1, 1, 2, 2"
  })
  void ceilingMayAddAWindowButNeverOneInThePadding(
      int n, int size, int stride, int padLo, int padHi, int floor, int ceil) {
    Axis axis = new Axis(size, stride, padLo, padHi, 1);

    assertThat(axis.out(n)).isEqualTo(floor);
    assertThat(axis.outCeil(n)).isEqualTo(ceil);
  }

  /** As PyTorch does: a window larger than the padded input still gives one output. */
  @ParameterizedTest
  @CsvSource({"2, 3, 2, 1", "1, 2, 2, 1", "1, 3, 3, 1"})
  void ceilingLetsTheFirstWindowHangOver(int n, int size, int stride, int ceil) {
    assertThat(new Axis(size, stride, 0, 0, 1).outCeil(n)).isEqualTo(ceil);
  }

  @Test
  void windowBeyondTheInputIsRefusedEvenWithCeiling() {
    assertThatThrownBy(() -> new Axis(3, 1, 0, 0, 1).outCeil(2))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("window of 3 does not fit an input of 2");
  }

  /**
   * Against the definition: a window is counted when it starts inside the input or the padding
   * before.
   */
  @Test
  void ceilingAgreesWithCountingWindows() {
    for (int n = 1; n <= 9; n++) {
      for (int size = 1; size <= 4; size++) {
        for (int stride = 1; stride <= 4; stride++) {
          for (int pad = 0; pad <= size / 2; pad++) {
            Axis axis = new Axis(size, stride, pad, pad, 1);
            if (n + 2 * pad < size) {
              continue;
            }
            int count = 0;
            for (int start = -pad; start < n; start += stride) {
              boolean complete = start + size <= n + pad;
              boolean hangsOver = !complete && start - stride + size < n + pad;
              count += complete || hangsOver ? 1 : 0;
            }
            assertThat(axis.outCeil(n)).as("%s over %d", axis, n).isEqualTo(count);
          }
        }
      }
    }
  }

  @Test
  void paddingForAWantedSizeGivesThatSize() {
    for (int stride = 1; stride <= 4; stride++) {
      Axis axis = new Axis(3, stride, 0, 0, 1);
      for (int n = 3; n < 20; n++) {
        int outs = axis.outCeil(n);
        assertThat(axis.withPad(0, axis.padHiFor(n, outs)).out(n)).isEqualTo(outs);
      }
    }
  }

  @Test
  void tooSmallAnInputIsRefusedWithTheNumbers() {
    assertThatThrownBy(() -> new Axis(5, 1, 1, 0, 1).out(3))
        .isInstanceOf(FoveaException.class)
        .hasMessage("is too small: a window of 5 does not fit an input of 3 with padding 1:0");
  }

  @Test
  void senselessWindowsAreRefused() {
    assertThatThrownBy(() -> new Axis(0, 1, 0, 0, 1))
        .hasMessageContaining("size")
        .hasMessageContaining("0");
    assertThatThrownBy(() -> new Axis(3, 0, 0, 0, 1)).hasMessageContaining("stride");
    assertThatThrownBy(() -> new Axis(3, 1, -1, 0, 1)).hasMessageContaining("-1:0");
    assertThatThrownBy(() -> new Axis(3, 1, 0, 0, 0)).hasMessageContaining("dilation");
  }

  /** Sums of sizes near the greatest int are not taken modulo 2^32. */
  @Test
  void sizesNearTheGreatestIntAreRefused() {
    int most = Integer.MAX_VALUE;
    assertThatThrownBy(() -> new Axis(5, 1, most, most, 1).out(28))
        .hasMessage(
            "is too large: 28 elements with padding 2147483647:2147483647 give 4294967318 outputs,"
                + " more than 2147483647");
    assertThatThrownBy(() -> new Axis(5, 1, most, most, 1).outCeil(28))
        .hasMessageContaining("4294967317 outputs");
    assertThatThrownBy(() -> new Axis(3, 1, 0, 0, most)).hasMessageContaining("3 taps at dilation");
    assertThat(new Axis(5, most, most, most, 1).out(28)).isEqualTo(3);
    assertThat(Window.of(3).pad(most).isPadded()).isTrue();
  }
}
