// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import dev.fovea.op.Value;
import java.util.List;

/**
 * RMSProp (Tieleman and Hinton 2012): {@code s' = alpha s + (1 - alpha) g^2}, {@code v' = momentum
 * v + g / (sqrt(s') + epsilon)}, {@code w' = w - lr v'}, as PyTorch has it.
 *
 * @param decay weight decay, added to the gradient of groups that decay
 */
public record RmsProp(double alpha, double epsilon, double momentum, double decay)
    implements Optimizer {
  @Override
  public void emit(Step step) {
    Algebra a = new Algebra(step);
    Value minusLr = a.mul(step.scalar(LR), -1);
    for (Group group : step.groups()) {
      Value gradient = Sgd.decayed(a, group, decay);
      Value squares = a.moved(group.slot("squares"), a.square(gradient), alpha);
      group.updateSlot("squares", squares);
      Value direction = a.div(gradient, a.add(a.sqrt(squares), a.number(epsilon)));
      if (momentum != 0) {
        direction = a.add(a.mul(group.slot("momentum"), momentum), direction);
        group.updateSlot("momentum", direction);
      }
      group.updateParameters(a.add(group.parameters(), a.mul(direction, minusLr)));
    }
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
