// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import static dev.fovea.op.Binary.Fn.ADD;
import static dev.fovea.op.Binary.Fn.MUL;

import dev.fovea.op.Binary;
import dev.fovea.op.Fill;
import dev.fovea.op.Value;
import dev.fovea.tensor.TensorType;
import java.util.List;

/**
 * Stochastic gradient descent (notes T47): {@code w' = w - lr g}; with momentum {@code v' =
 * momentum v + g}, {@code w' = w - lr v'}, as PyTorch has it.
 *
 * @param momentum 0 is plain SGD, which keeps no state
 */
public record Sgd(double momentum) implements Optimizer {
  private static final TensorType SCALAR = TensorType.f32(1);

  @Override
  public void emit(Step step) {
    Value lr = step.scalar(LR);
    Value minusLr = step.emit(new Binary(MUL), lr, step.emit(new Fill(SCALAR, -1)));
    for (Group group : step.groups()) {
      Value direction = group.gradients();
      if (momentum != 0) {
        Value kept = step.emit(new Fill(SCALAR, momentum));
        Value slowed = step.emit(new Binary(MUL), group.slot("momentum"), kept);
        direction = step.emit(new Binary(ADD), slowed, direction);
        group.updateSlot("momentum", direction);
      }
      Value change = step.emit(new Binary(MUL), direction, minusLr);
      group.updateParameters(step.emit(new Binary(ADD), group.parameters(), change));
    }
  }

  @Override
  public List<String> scalars() {
    return List.of(LR);
  }

  @Override
  public double scalar(String name, double lr, long step) {
    return lr;
  }
}
