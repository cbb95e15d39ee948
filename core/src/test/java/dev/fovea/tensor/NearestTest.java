// SPDX-License-Identifier: Apache-2.0
package dev.fovea.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  private static final List<String> NAMES = List.of("alexnet", "lenet", "lenet5", "resnet18");

  @Test
  void nearestComeFirst() {
    assertThat(Nearest.to("lenet4", NAMES)).startsWith("lenet", "lenet5");
    assertThat(Nearest.to("RESNET18", NAMES)).containsExactly("resnet18");
    assertThat(Nearest.edits("lenet", "lnete")).isEqualTo(2);
    assertThat(Nearest.edits("abcd", "abdc")).isEqualTo(1);
  }

  @Test
  void wordsCountToo() {
    List<String> options =
        List.of("--start-size", "--size", "--batch", "--limit-batches", "--data-dir", "--lr");
    assertThat(Nearest.to("--batch-size", options))
        .containsExactly("--batch", "--size", "--start-size");
    assertThat(Nearest.to("--data-dri", List.of("--data", "--data-dir"))).startsWith("--data-dir");
    List<String> mobile = List.of("mobilenet_v1", "mobilenet_v2", "mobilenet_v3_small");
    assertThat(Nearest.to("mobilenet_v3_smal", mobile)).startsWith("mobilenet_v3_small");
    assertThat(Nearest.to("--x", List.of("--lr", "-h", "-V"))).isEmpty();
    assertThat(Nearest.to("--epoch", List.of("--epochs", "--start-epochs")))
        .containsExactly("--epochs");
    assertThat(Nearest.to("--run-dir", options)).containsExactly("--data-dir");
    assertThat(Nearest.to("avg_pool", List.of("max_pool", "average_pool", "relu", "sum_pool")))
        .containsExactly("max_pool", "sum_pool", "average_pool");
    assertThat(Nearest.to("x-lr-y", options)).isEmpty();
  }

  @Test
  void aNameLikeNoOtherGetsTheList() {
    assertThat(Nearest.unknown("model", "zzzzzz", NAMES))
        .hasMessage("unknown model 'zzzzzz'; known are alexnet, lenet, lenet5, resnet18");
  }
}
