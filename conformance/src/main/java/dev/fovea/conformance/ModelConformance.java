// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.autodiff.TrainingStep;
import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Session;
import dev.fovea.ir.Node;
import dev.fovea.op.Conv2d;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every backend must do right with whole networks: logits and training steps as the reference
 * computes them in double, and a loss that falls. A subclass gives the backend and the networks.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ModelConformance {
  /** The backend under test. */
  protected abstract Backend backend();

  /** Networks small enough for the reference, each of another shape. */
  protected abstract Stream<ModelCase> distinctModels();

  /** Every network. */
  protected abstract Stream<ModelCase> models();

  @ParameterizedTest
  @MethodSource("distinctModels")
  void logitsAgreeWithTheReference(ModelCase model) {
    Agreement agreement = Agreement.with(model.logits());
    agreement.checkLively();
    agreement.check(backend());
  }

  @ParameterizedTest
  @MethodSource("distinctModels")
  void trainingStepAgreesWithTheReference(ModelCase model) {
    Agreement.with(model.step()).check(backend());
  }

  /** The comparison would find a backend that computes one layer's gradient a little wrong. */
  @Test
  void anErrorOfOnePercentIsFound() {
    ModelCase model = distinctModels().reduce((before, last) -> last).orElseThrow();
    Experiment step = model.step();
    Agreement agreement = Agreement.with(step);
    List<Node> layers =
        step.graph().nodes().stream()
            .filter(node -> node.op() instanceof Conv2d.BackwardWeights)
            .toList();
    for (Node layer : List.of(layers.get(0), layers.get(layers.size() - 1))) {
      Backend wrong = Mistaken.byOnePercent(backend(), layer::equals);
      assertThatThrownBy(() -> agreement.check(wrong))
          .as(layer.path())
          .isInstanceOf(AssertionError.class);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void aStepLowersTheLoss(ModelCase model) {
    Experiment experiment = model.shortStep();
    try (Session session = backend().open(Backend.Options.f32(1));
        Executable step = session.compile(experiment.graph())) {
      experiment.write(session, step);
      float[] before = new float[1];
      float[] after = new float[1];
      step.run();
      step.output(TrainingStep.LOSS).read(before);
      step.run();
      step.output(TrainingStep.LOSS).read(after);
      assertThat(after[0]).as("loss of %s after a step", model.name()).isLessThan(before[0]);
    }
  }
}
