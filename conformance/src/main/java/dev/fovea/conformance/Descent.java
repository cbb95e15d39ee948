// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.autodiff.UpdateRule;
import dev.fovea.op.Binary;
import dev.fovea.op.Fill;
import dev.fovea.op.Value;
import dev.fovea.tensor.TensorType;

/** Gradient descent {@code p -= rate g}, with momentum {@code v = 0.5 v + g; p -= rate v}. */
record Descent(boolean momentum) implements UpdateRule {
  static final String RATE = "lr";

  /** With momentum from nothing, and all parameters in one group: the gradient, in their order. */
  static final String GRADIENT = "all.velocity";

  @Override
  public void emit(Step step) {
    Value rate = step.scalar(RATE);
    for (Group group : step.groups()) {
      Value direction = group.gradients();
      if (momentum) {
        Value half = step.emit(new Fill(TensorType.f32(1), 0.5));
        Value kept = step.emit(new Binary(Binary.Fn.MUL), group.slot("velocity"), half);
        direction = step.emit(new Binary(Binary.Fn.ADD), kept, direction);
        group.updateSlot("velocity", direction);
      }
      Value move = step.emit(new Binary(Binary.Fn.MUL), direction, rate);
      group.updateParameters(step.emit(new Binary(Binary.Fn.SUB), group.parameters(), move));
    }
  }
}
