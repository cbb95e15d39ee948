// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogitsTest {
  private static final float NAN = Float.NaN;

  @Test
  void countsRowsWhoseLargestLogitIsAtTheirLabel() {
    float[] logits = {1, 2, 3, /**/ 5, 5, 1, /**/ -1, -3, -2, /**/ 9, 0, 0};
    assertThat(Logits.correct(logits, new int[] {2, 0, 0, 0}, 4, 3)).isEqualTo(4);
    assertThat(Logits.correct(logits, new int[] {2, 1, 2, 0}, 4, 3)).isEqualTo(2);
    assertThat(Logits.correct(logits, new int[] {2, 1, 2, 0}, 1, 3)).isEqualTo(1);
  }

  @Test
  void whatIsNoNumberIsNeverRight() {
    assertThat(Logits.argmax(new float[] {NAN, NAN}, 0, 2)).isEqualTo(-1);
    assertThat(Logits.argmax(new float[] {NAN, 1, NAN}, 0, 3)).isEqualTo(1);
    assertThat(Logits.argmax(new float[] {0, Float.POSITIVE_INFINITY}, 0, 2)).isEqualTo(1);
  }

  @Test
  void crossEntropyIsThatOfTheSoftmax() {
    float[] logits = {1, 2, 3, /**/ 0, 0, 0};
    double first = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3)) - 1;
    assertThat(Logits.crossEntropy(logits, new int[] {0, 2}, 2, 3))
        .isCloseTo(first + Math.log(3), within(1e-12));
    assertThat(Logits.crossEntropy(new float[] {1000, -1000}, new int[] {1}, 1, 2)).isEqualTo(2000);
  }

  @Test
  void crossEntropyShowsThatALogitIsNoNumber() {
    assertThat(Logits.crossEntropy(new float[] {NAN, 1}, new int[] {1}, 1, 2)).isNaN();
    assertThat(Logits.crossEntropy(new float[] {1, NAN}, new int[] {0}, 1, 2)).isNaN();
    float[] infinite = {Float.POSITIVE_INFINITY, 1};
    assertThat(Logits.crossEntropy(infinite, new int[] {0}, 1, 2)).isNaN();
  }
}
