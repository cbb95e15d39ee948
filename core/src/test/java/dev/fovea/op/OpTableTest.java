// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.FoveaException;
import org.junit.jupiter.api.Test;

class OpTableTest {
  @Test
  void findsWhatWasPutAndListsTheRest() {
    OpTable<String> table = new OpTable<String>().put(Conv2d.class, "a").put(Linear.class, "b");

    assertThat(table.find(Conv2d.class)).contains("a");
    assertThat(table.find(Pool.class)).isEmpty();
    assertThat(table.missing())
        .hasSize(Op.class.getPermittedSubclasses().length - 2)
        .contains("pool", "conv2d.backward_data")
        .doesNotContain("conv2d", "linear");
  }

  @Test
  void aSecondRuleIsAnError() {
    OpTable<String> table = new OpTable<String>().put(Conv2d.class, "a");

    assertThatThrownBy(() -> table.put(Conv2d.class, "b"))
        .isInstanceOf(FoveaException.class)
        .hasMessage("two rules for op conv2d");
  }
}
