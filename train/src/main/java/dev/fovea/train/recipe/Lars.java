// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import dev.fovea.op.Value;
import java.util.List;

/**
 * Layer-wise adaptive rate scaling (You, Gitman and Ginsburg 2017), for large batches. For each
 * weight tensor {@code r = trust |w| / (|g| + decay |w|)}, {@code v' = momentum v + lr r (g + decay
 * w)}, {@code w' = w - v'}; bias and normalisations have r = 1 and no decay.
 *
 * <p>Each weight must be a group of its own. By the formula, weights that are all zero stay so.
 *
 * @param trust 0.001 in the paper
 */
public record Lars(double trust, double momentum, double decay) implements Optimizer {
  /** Keeps a layer without weights and gradients from dividing zero by zero. */
  private static final double EPSILON = 1e-9;

  @Override
  public void emit(Step step) {
    Algebra a = new Algebra(step);
    Value lr = step.scalar(LR);
    for (Group group : step.groups()) {
      Value gradient = Sgd.decayed(a, group, decay);
      Value rate = Grouping.decays(group.name()) ? a.mul(lr, ratio(a, group)) : lr;
      Value change = a.mul(gradient, rate);
      if (momentum != 0) {
        change = a.add(a.mul(group.slot("momentum"), momentum), change);
        group.updateSlot("momentum", change);
      }
      group.updateParameters(a.sub(group.parameters(), change));
    }
  }

  private Value ratio(Algebra a, Group group) {
    Value weight = a.sqrt(a.squares(group.parameters()));
    Value gradient = a.sqrt(a.squares(group.gradients()));
    Value sum = a.add(a.add(gradient, a.mul(weight, decay)), a.number(EPSILON));
    return a.div(a.mul(weight, trust), sum);
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
