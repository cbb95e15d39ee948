// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Precision;
import dev.fovea.backend.Session;
import dev.fovea.reference.ReferenceBackend;
import dev.fovea.tensor.Draw;
import dev.fovea.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Compares the gradient rule of an op with central differences {@code (f(x + h d) - f(x - h d)) /
 * 2h}, in double on the reference backend: along one dense random direction, which no wrong element
 * escapes, and along some axes, which name the element.
 */
public final class GradientCheck {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-6;
  private static final int AXES = 6;

  private final OpCase checked;
  private final Experiment experiment;
  private final Session session;
  private final Executable executable;

  private GradientCheck(OpCase checked, Session session) {
    this.checked = checked;
    this.experiment = checked.gradient();
    this.session = session;
    this.executable = session.compile(experiment.graph());
  }

  /** Throws an assertion error that names the operand and the element where they differ. */
  public static void check(OpCase differentiable) {
    Backend.Options options = new Backend.Options(1, Precision.F64);
    try (Session session = new ReferenceBackend().open(options)) {
      new GradientCheck(differentiable, session).run();
    }
  }

  private void run() {
    experiment.write(session, executable);
    executable.run();
    Map<Integer, double[]> gradients = new LinkedHashMap<>();
    for (int operand : checked.differentiable()) {
      gradients.put(operand, executable.output("d" + operand).read().toDoubles());
    }
    gradients.forEach(
        (operand, gradient) -> {
          double[] direction = new double[gradient.length];
          Arrays.setAll(direction, i -> 2 * Draw.uniform(1, operand, i) - 1);
          compare(operand, "a random direction", direction, gradient);
          for (int k = 0; k < Math.min(AXES, gradient.length); k++) {
            int element = Draw.below(gradient.length, 2, operand, k);
            double[] axis = new double[gradient.length];
            axis[element] = 1;
            compare(operand, "element " + element, axis, gradient);
          }
        });
  }

  private void compare(int operand, String along, double[] direction, double[] gradient) {
    double expected = 0;
    // Rounding of the loss shows as an absolute error of about ulp(loss) / h.
    double magnitude = 1e-2;
    for (int i = 0; i < gradient.length; i++) {
      expected += gradient[i] * direction[i];
      magnitude += Math.abs(gradient[i] * direction[i]);
    }
    double actual = (loss(operand, direction, STEP) - loss(operand, direction, -STEP)) / (2 * STEP);
    assertThat(actual)
        .as("%s: derivative by operand %d along %s", checked, operand, along)
        .isCloseTo(expected, within(TOLERANCE * magnitude));
  }

  private double loss(int operand, double[] direction, double step) {
    Tensor centre = experiment.tensors().get(OpCase.path(operand));
    double[] moved = centre.toDoubles();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += step * direction[i];
    }
    write(operand, Tensor.of(centre.shape(), moved));
    executable.run();
    write(operand, centre);
    return executable.output("loss").read().toDoubles()[0];
  }

  private void write(int operand, Tensor value) {
    String path = OpCase.path(operand);
    if (checked.operands().get(operand).parameter()) {
      session.write(path, value);
    } else {
      executable.input(path).write(value);
    }
  }
}
