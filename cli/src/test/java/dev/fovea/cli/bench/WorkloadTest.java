// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.Zoo;
import dev.fovea.nn.Mode;
import org.junit.jupiter.api.Test;

class WorkloadTest {
  @Test
  void trainingCountsTheFirstLayerTwiceAndTheOthersThreeTimes() {
    var lenet = Zoo.named("lenet").trace(10, Mode.TRAIN);
    assertThat(Workload.flops(lenet, false)).isEqualTo(10 * 2.0 * 416_520);
    assertThat(Workload.flops(lenet, true)).isEqualTo(10 * 2.0 * (3 * 416_520 - 117_600));
  }

  @Test
  void medianAndMinimumAreOfTheRunsThatCount() {
    assertThat(Timing.of(new long[] {5, 1, 9})).isEqualTo(new Timing(3, 5, 1));
    assertThat(Timing.of(new long[] {4, 1, 9, 6})).isEqualTo(new Timing(4, 5, 1));
    int[] runs = new int[1];
    Timing timing = Timing.of(() -> runs[0]++, new Timing.Effort(0, 0, 30));
    assertThat(timing.runs()).isEqualTo(30);
    assertThat(runs[0]).isEqualTo(31);
  }
}
