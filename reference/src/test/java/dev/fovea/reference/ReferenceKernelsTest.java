// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Op;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReferenceKernelsTest {
  @Test
  void everyOpThatIsNoLeafHasAKernel() {
    String[] leaves =
        Arrays.stream(Op.class.getPermittedSubclasses())
            .filter(Op.Leaf.class::isAssignableFrom)
            .map(Op::mnemonic)
            .toArray(String[]::new);

    assertThat(new ReferenceKernels().missing()).containsExactlyInAnyOrder(leaves);
  }
}
