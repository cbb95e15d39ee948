// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.autodiff.TrainingStep;
import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Precision;
import dev.fovea.backend.Session;
import dev.fovea.reference.ReferenceBackend;
import dev.fovea.tensor.Tensor;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every backend must do right with whole networks: logits and training steps as the reference
 * computes them in double, and a loss that falls. A subclass gives the backend and the networks.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ModelConformance {
  /**
   * Share of a tensor's largest change by which an element may be off in training. Rounding alone
   * gives 1e-4; but a network has so many units that one or another lies on a kink of its
   * activation, and backends then differ by that unit's share of the gradient: 6 % of a depthwise
   * weight of MobileNet V2. A wrong kernel is off by the element itself.
   */
  private static final double OF_TENSOR = 0.2;

  /** Share of the largest change of any tensor: gradients that are zero on paper are noise. */
  private static final double OF_ALL = 1e-5;

  /**
   * How many times what rounding every value to f32 does to the reference, where that is more:
   * normalising few values, as small images leave in deep layers, makes much of little.
   */
  private static final double SLACK = 50;

  /** The backend under test. */
  protected abstract Backend backend();

  /** Networks small enough for the reference, each of another shape. */
  protected abstract Stream<ModelCase> distinctModels();

  /** Every network. */
  protected abstract Stream<ModelCase> models();

  @ParameterizedTest
  @MethodSource("distinctModels")
  void logitsAgreeWithTheReference(ModelCase model) {
    compare(model.logits(), 1e-4);
  }

  @ParameterizedTest
  @MethodSource("distinctModels")
  void trainingStepAgreesWithTheReference(ModelCase model) {
    compare(model.step(), OF_TENSOR);
  }

  private void compare(Experiment experiment, double tolerance) {
    Map<String, Tensor> expected = experiment.expected();
    Map<String, Tensor> actual = experiment.results(backend(), Precision.F32);
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    double most = 0;
    for (String name : expected.keySet()) {
      if (name.startsWith("state ")) {
        most = Math.max(most, Bounds.greatest(change(experiment, name, expected.get(name))));
      }
    }
    Map<String, Tensor> rounded = null;
    for (String name : expected.keySet()) {
      Tensor right = expected.get(name);
      double scale = Bounds.greatest(change(experiment, name, right));
      double magnitude = Bounds.greatest(right.toDoubles());
      double bound = tolerance * scale + OF_ALL * most + 4 * Math.ulp((float) magnitude);
      double error = Bounds.greatest(Bounds.difference(actual.get(name), right));
      if (!(error <= bound)) {
        rounded =
            rounded == null ? experiment.results(new ReferenceBackend(), Precision.F32) : rounded;
        bound += SLACK * Bounds.greatest(Bounds.difference(rounded.get(name), right));
      }
      assertThat(error)
          .as("%s of %s, which changes by %.3g", name, experiment.graph().name(), scale)
          .isLessThanOrEqualTo(bound);
    }
  }

  /** What the run did to a tensor of the state; of an output, all of it. */
  private static double[] change(Experiment experiment, String name, Tensor after) {
    Tensor before =
        name.startsWith("state ")
            ? experiment.tensors().get(name.substring("state ".length()))
            : null;
    return before == null ? after.toDoubles() : Bounds.difference(after, before);
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
