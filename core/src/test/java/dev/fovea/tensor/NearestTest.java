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
  void aNameLikeNoOtherGetsTheList() {
    assertThat(Nearest.unknown("model", "zzzzzz", NAMES))
        .hasMessage("unknown model 'zzzzzz'; known are alexnet, lenet, lenet5, resnet18");
  }
}
