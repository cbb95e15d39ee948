// SPDX-License-Identifier: Apache-2.0
package dev.fovea.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DrawTest {
  private static final int N = 100_000;

  @Test
  void aDrawIsAFunctionOfItsThreeWords() {
    assertThat(Draw.bits(1, 2, 3)).isEqualTo(Draw.bits(1, 2, 3));
    Set<Long> seen = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      for (long stream = 0; stream < 20; stream++) {
        for (long counter = 0; counter < 20; counter++) {
          seen.add(Draw.bits(seed, stream, counter));
        }
      }
    }
    assertThat(seen).hasSize(20 * 20 * 20);
  }

  /** Saved runs and published seeds depend on these bits: a change must be meant. */
  @Test
  void theBitsStayTheSameForEver() {
    assertThat(Draw.bits(0, 0, 0)).isEqualTo(6235967106033911276L);
    assertThat(Draw.bits(1, Draw.stream("conv1.weight"), 7)).isEqualTo(-1509511487394198022L);
  }

  @Test
  void streamsOfDifferentNamesDiffer() {
    assertThat(Draw.stream("")).isEqualTo(0xcbf29ce484222325L);
    assertThat(Draw.stream("a")).isEqualTo(0xaf63dc4c8601ec8cL);
    assertThat(Draw.stream("conv1.weight")).isNotEqualTo(Draw.stream("conv2.weight"));
  }

  @Test
  void uniformFillsTheIntervalEvenly() {
    int[] bins = new int[10];
    double sum = 0;
    for (int i = 0; i < N; i++) {
      double u = Draw.uniform(42, 7, i);
      assertThat(u).isBetween(0.0, Math.nextDown(1.0));
      bins[(int) (10 * u)]++;
      sum += u;
    }
    assertThat(sum / N).isCloseTo(0.5, within(5 / Math.sqrt(12.0 * N)));
    // A binomial count of N/10 has a deviation of sqrt(0.09 N).
    for (int count : bins) {
      assertThat(count).isCloseTo(N / 10, within((int) (5 * Math.sqrt(0.09 * N))));
    }
  }

  @Test
  void neighbouringDrawsDoNotCorrelate() {
    double counters = 0;
    double streams = 0;
    double seeds = 0;
    for (int i = 0; i < N; i++) {
      double u = Draw.uniform(1, 1, i) - 0.5;
      counters += u * (Draw.uniform(1, 1, i + 1) - 0.5);
      streams += u * (Draw.uniform(1, 2, i) - 0.5);
      seeds += u * (Draw.uniform(2, 1, i) - 0.5);
    }
    double fiveDeviations = 5 * Math.sqrt(N) / 12;
    assertThat(counters).isCloseTo(0, within(fiveDeviations));
    assertThat(streams).isCloseTo(0, within(fiveDeviations));
    assertThat(seeds).isCloseTo(0, within(fiveDeviations));
  }

  @Test
  void normalHasTheMomentsOfANormal() {
    double sum = 0;
    double squares = 0;
    int outside = 0;
    for (int i = 0; i < N; i++) {
      double x = Draw.normal(3, 5, i);
      sum += x;
      squares += x * x;
      outside += Math.abs(x) > 1.959964 ? 1 : 0;
    }
    assertThat(sum / N).isCloseTo(0, within(5 / Math.sqrt(N)));
    assertThat(squares / N).isCloseTo(1, within(5 * Math.sqrt(2.0 / N)));
    assertThat(outside / (double) N).isCloseTo(0.05, within(5 * Math.sqrt(0.05 * 0.95 / N)));
  }

  @Test
  void belowGivesEveryNumberAndNoOther() {
    int[] counts = new int[7];
    for (int i = 0; i < 70_000; i++) {
      counts[Draw.below(7, 9, 9, i)]++;
    }
    for (int count : counts) {
      assertThat(count).isCloseTo(10_000, within(500));
    }
    for (int i = 0; i < 1000; i++) {
      assertThat(Draw.below(Integer.MAX_VALUE, 1, 1, i)).isNotNegative();
      assertThat(Draw.below(1, 1, 1, i)).isZero();
    }
    assertThatThrownBy(() -> Draw.below(0, 1, 1, 1)).isInstanceOf(FoveaException.class);
  }
}
