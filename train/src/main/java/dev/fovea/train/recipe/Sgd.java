// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import dev.fovea.op.Value;
import java.util.List;

/**
 * Stochastic gradient descent (notes T47): {@code g' = g + decay w}, {@code v' = momentum v + g'},
 * {@code w' = w - lr v'}, as PyTorch has it; with Nesterov's momentum {@code w' = w - lr (g' +
 * momentum v')}.
 *
 * @param momentum 0 is plain SGD, which keeps no state
 * @param nesterov whether the step looks ahead by the momentum
 * @param decay weight decay, of groups that decay
 */
public record Sgd(double momentum, boolean nesterov, double decay) implements Optimizer {
  /** Without Nesterov's variant and weight decay. */
  public Sgd(double momentum) {
    this(momentum, false, 0);
  }

  @Override
  public void emit(Step step) {
    Algebra a = new Algebra(step);
    Value minusLr = a.mul(step.scalar(LR), -1);
    for (Group group : step.groups()) {
      Value gradient = decayed(a, group, decay);
      Value direction = gradient;
      if (momentum != 0) {
        direction = a.add(a.mul(group.slot("momentum"), momentum), gradient);
        group.updateSlot("momentum", direction);
        if (nesterov) {
          direction = a.add(a.mul(direction, momentum), gradient);
        }
      }
      group.updateParameters(a.add(group.parameters(), a.mul(direction, minusLr)));
    }
  }

  /** The gradient of the loss and half the decay times the sum of squares. */
  static Value decayed(Algebra a, Group group, double decay) {
    return decay == 0 || !Grouping.decays(group.name())
        ? group.gradients()
        : a.add(a.mul(group.parameters(), decay), group.gradients());
  }

  @Override
  public List<String> scalars() {
    return List.of(LR);
  }

  @Override
  public double scalar(String name, double lr, Count count) {
    return lr;
  }
}
