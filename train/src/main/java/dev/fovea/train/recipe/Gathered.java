// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import dev.fovea.op.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands what {@link Gathering} has summed to a rule as if it were the gradient of one batch, {@code
 * g = scale a}, and clears it.
 */
public record Gathered(Optimizer inner) implements Optimizer {
  /** The scalar that makes a mean of the sum: a full batch by the images of the group. */
  public static final String SCALE = "gradient_scale";

  @Override
  public void emit(Step step) {
    Algebra a = new Algebra(step);
    Value scale = step.scalar(SCALE);
    List<Group> groups = new ArrayList<>();
    for (Group group : step.groups()) {
      Value sum = group.slot(Gathering.SLOT);
      groups.add(new Rewired.Around(group, a.mul(sum, scale), next -> {}));
      group.updateSlot(Gathering.SLOT, a.sub(sum, sum));
    }
    inner.emit(new Rewired(step, groups));
  }

  @Override
  public List<String> scalars() {
    List<String> names = new ArrayList<>(inner.scalars());
    names.add(SCALE);
    return names;
  }

  /** As the rule within has it; {@link #SCALE} is 1, that of one full batch. */
  @Override
  public double scalar(String name, double lr, Count count) {
    return name.equals(SCALE) ? 1 : inner.scalar(name, lr, count);
  }
}
