// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.Loss;
import dev.fovea.autodiff.TrainingStep;
import dev.fovea.autodiff.UpdateRule;
import dev.fovea.ir.Graph;
import dev.fovea.nn.Mode;
import dev.fovea.op.Binary;
import dev.fovea.op.Buffer;
import dev.fovea.op.Emitter;
import dev.fovea.op.Fill;
import dev.fovea.op.Parameter;
import dev.fovea.op.SoftmaxCrossEntropy;
import dev.fovea.op.Value;
import dev.fovea.tensor.TensorType;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every network can be differentiated: each parameter gets a next value, each buffer too. */
class TrainableTest {
  private static final Loss CROSS_ENTROPY =
      new Loss() {
        @Override
        public TensorType targets(TensorType logits) {
          return TensorType.i32(logits.dim(0));
        }

        @Override
        public Value emit(Emitter g, Value logits, Value targets) {
          return g.emit(new SoftmaxCrossEntropy(), logits, targets);
        }
      };

  private static final UpdateRule DESCENT =
      step -> {
        for (UpdateRule.Group group : step.groups()) {
          Value change = step.emit(new Binary(Binary.Fn.MUL), group.gradients(), step.scalar("lr"));
          group.updateParameters(step.emit(new Binary(Binary.Fn.SUB), group.parameters(), change));
        }
      };

  static Stream<String> names() {
    return Zoo.names().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void aTrainingStepReachesEveryParameter(String name) {
    Graph forward = Zoo.named(name).trace(2, Mode.TRAIN);
    Graph step = TrainingStep.of(forward, CROSS_ENTROPY, DESCENT, p -> "all");
    int parameters = forward.leaves(Parameter.class).size();
    int buffers = forward.leaves(Buffer.class).size();
    assertThat(step.updates()).hasSize(parameters + buffers);
    // A gradient of zeros would be a constant: the sign of a parameter nothing depends on.
    assertThat(
            step.nodes().stream()
                .filter(n -> n.op() instanceof Fill f && f.value() == 0 && f.type().elements() > 1)
                .map(n -> n.path()))
        .as("gradients that are constant zeros")
        .isEmpty();
  }
}
