// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.ir.Node;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Op;
import dev.fovea.op.Pool;
import dev.fovea.op.Unary;
import dev.fovea.reference.ReferenceBackend;
import dev.fovea.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The comparison of whole networks passes what is right and finds what is one percent off. */
class AgreementTest {
  private static final ReferenceBackend REFERENCE = new ReferenceBackend();

  static Stream<ModelCase> models() {
    return NetCases.all().stream()
        .filter(
            net -> List.of("residual", "depthwise", "squeeze", "inception").contains(net.name()))
        .map(NetCases.Net::model);
  }

  @ParameterizedTest
  @MethodSource("models")
  void anyGradientThatIsOnePercentOffIsFound(ModelCase model) {
    Experiment step = model.step();
    Agreement agreement = Agreement.with(step);
    assertThatCode(() -> agreement.check(REFERENCE)).doesNotThrowAnyException();
    List<Node> gradients =
        step.graph().nodes().stream().filter(node -> isGradient(node.op())).toList();
    assertThat(gradients).hasSizeGreaterThan(5);
    for (Node node : gradients) {
      assertThatThrownBy(() -> agreement.check(Mistaken.byOnePercent(REFERENCE, node::equals)))
          .as("%s of %s", node.op(), node.path())
          .isInstanceOf(AssertionError.class);
    }
  }

  private static boolean isGradient(Op op) {
    return op instanceof Conv2d.BackwardData
        || op instanceof Conv2d.BackwardWeights
        || op instanceof BatchNorm.Backward
        || op instanceof Pool.Backward
        || op instanceof Unary.Backward;
  }

  @ParameterizedTest
  @MethodSource("models")
  void noValueOfTheStepIsNearAKink(ModelCase model) {
    Map<String, Tensor> drawn = model.shortStep().tensors();
    Clearing cleared = Clearing.of(model.training(), drawn);
    double before = Kinks.distance(new Experiment(model.training(), drawn));
    double after = Kinks.distance(new Experiment(model.training(), cleared.tensors()));
    assertThat(after).isEqualTo(cleared.distance()).isGreaterThan(5 * before);
  }
}
