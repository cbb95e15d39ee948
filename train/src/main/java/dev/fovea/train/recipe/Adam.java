// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import dev.fovea.op.Value;
import java.util.List;

/**
 * Adam (Kingma and Ba 2015): {@code m' = b1 m + (1 - b1) g}, {@code v' = b2 v + (1 - b2) g^2},
 * {@code w' = w - lr / (1 - b1^t) m' / (sqrt(v') / sqrt(1 - b2^t) + epsilon)}, t from 1, as PyTorch
 * has it.
 *
 * @param decay weight decay: added to the gradient, or, decoupled (AdamW, Loshchilov and Hutter
 *     2019), {@code w} shrinks by {@code lr decay w} beside the step
 */
public record Adam(double beta1, double beta2, double epsilon, double decay, boolean decoupled)
    implements Optimizer {
  private static final String RATE = "adam_rate";
  private static final String SCALE = "adam_scale";

  @Override
  public void emit(Step step) {
    Algebra a = new Algebra(step);
    Value minusRate = a.mul(step.scalar(RATE), -1);
    Value scale = step.scalar(SCALE);
    Value minusLr = a.mul(step.scalar(LR), -1);
    for (Group group : step.groups()) {
      Value gradient = decoupled ? group.gradients() : Sgd.decayed(a, group, decay);
      Value first = a.moved(group.slot("first"), gradient, beta1);
      Value second = a.moved(group.slot("second"), a.square(gradient), beta2);
      group.updateSlot("first", first);
      group.updateSlot("second", second);
      Value spread = a.add(a.mul(a.sqrt(second), scale), a.number(epsilon));
      Value weights = group.parameters();
      if (decoupled && decay != 0 && Grouping.decays(group.name())) {
        weights = a.add(weights, a.mul(weights, a.mul(minusLr, decay)));
      }
      group.updateParameters(a.add(weights, a.mul(a.div(first, spread), minusRate)));
    }
  }

  @Override
  public List<String> scalars() {
    return List.of(LR, RATE, SCALE);
  }

  @Override
  public double scalar(String name, double lr, Count count) {
    return switch (name) {
      case RATE -> lr / (1 - Math.pow(beta1, count.taken() + 1));
      case SCALE -> 1 / Math.sqrt(1 - Math.pow(beta2, count.taken() + 1));
      default -> lr;
    };
  }
}
