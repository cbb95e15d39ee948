// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.ir.Node;
import dev.fovea.op.Op;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No op escapes the kit: the list of ops is the sealed interface's own. */
class OpCasesTest {
  private static final Class<?>[] OPS = Op.class.getPermittedSubclasses();

  @Test
  void everyOpThatModelsApplyHasACase() {
    Set<String> covered = names(OpCases.all().stream().map(c -> c.op().getClass()));
    Set<String> wanted =
        names(
            Arrays.stream(OPS)
                .filter(op -> !Op.Leaf.class.isAssignableFrom(op))
                .filter(op -> op.getEnclosingClass() == null));

    assertThat(covered).isEqualTo(wanted);
  }

  @Test
  void everyDifferentiableOpHasAGradientCheck() {
    Set<String> covered =
        names(OpCases.all().stream().filter(OpCase::isDifferentiable).map(c -> c.op().getClass()));
    Set<String> wanted =
        names(Arrays.stream(OPS).filter(Op.Differentiable.class::isAssignableFrom));

    assertThat(covered).isEqualTo(wanted);
  }

  @Test
  void everyBackwardOpIsReachedByAGradient() {
    Set<String> reached =
        names(
            OpCases.all().stream()
                .filter(OpCase::isDifferentiable)
                .flatMap(c -> c.gradient().graph().nodes().stream())
                .map(Node::op)
                .map(Op::getClass));
    // Fused ones are made by passes, after differentiation.
    Set<String> backward =
        names(
            Arrays.stream(OPS)
                .filter(op -> op.getEnclosingClass() != null)
                .filter(op -> !Op.Decomposable.class.isAssignableFrom(op)));

    assertThat(reached).containsAll(backward);
  }

  private static Set<String> names(Stream<? extends Class<?>> ops) {
    Set<String> names = new HashSet<>();
    ops.forEach(op -> names.add(Op.mnemonic(op)));
    return names;
  }
}
