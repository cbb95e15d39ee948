// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GradientCheckTest {
  static Stream<OpCase> cases() {
    return OpCases.all().stream().filter(OpCase::isDifferentiable);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientRuleAgreesWithCentralDifferences(OpCase differentiable) {
    GradientCheck.check(differentiable);
  }
}
