// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import dev.fovea.op.Value;
import java.util.List;

/**
 * Layer-wise adaptive rate scaling (You, Gitman and Ginsburg 2017), for large batches. For each
 * weight tensor {@code r = trust |w| / (|g| + decay |w|)}, {@code v' = momentum v + lr r (g + decay
 * w)}, {@code w' = w - v'}; bias and normalisations have r = 1 and no decay.
 *
 * <p>Each weight must be a group of its own. Where |w| or |g| is 0, the formula would keep weights
 * that are all zero as they are for ever, so there {@code r = 1} and nothing decays, as NVIDIA
 * Apex's LARC has it.
 *
 * @param trust 0.001 in the paper
 */
public record Lars(double trust, double momentum, double decay) implements Optimizer {
  /** Keeps a layer without weights and gradients from dividing zero by zero. */
  private static final double EPSILON = 1e-9;

  /** Twice brings the least norm above 1, once the greatest not to infinity. */
  private static final double LARGE = 1e15;

  @Override
  public void emit(Step step) {
    Algebra a = new Algebra(step);
    Value lr = step.scalar(LR);
    for (Group group : step.groups()) {
      Value change =
          Grouping.decays(group.name()) ? scaled(a, group, lr) : a.mul(group.gradients(), lr);
      if (momentum != 0) {
        change = a.add(a.mul(group.slot("momentum"), momentum), change);
        group.updateSlot("momentum", change);
      }
      group.updateParameters(a.sub(group.parameters(), change));
    }
  }

  private Value scaled(Algebra a, Group group, Value lr) {
    Value weight = a.sqrt(a.squares(group.parameters()));
    Value gradient = a.sqrt(a.squares(group.gradients()));
    Value sum = a.add(a.add(gradient, a.mul(weight, decay)), a.number(EPSILON));
    Value ratio = a.div(a.mul(weight, trust), sum);
    // 1, or 0 where one of the norms is 0; multiplying by it is exact.
    Value some = a.mul(sign(a, weight), sign(a, gradient));
    Value rate = a.add(a.mul(ratio, some), a.sub(a.number(1), some));
    Value slope =
        decay == 0
            ? group.gradients()
            : a.add(a.mul(group.parameters(), a.mul(some, decay)), group.gradients());
    return a.mul(slope, a.mul(lr, rate));
  }

  /** 1 for a norm, and 0 for one of 0: what is not 0 is 1e-23 at least, the root of a square. */
  private static Value sign(Algebra a, Value norm) {
    return a.clip(a.mul(a.clip(a.mul(norm, LARGE), 1), LARGE), 1);
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
