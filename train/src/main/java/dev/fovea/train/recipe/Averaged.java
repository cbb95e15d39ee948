// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import dev.fovea.autodiff.UpdateRule.Slotted;
import dev.fovea.op.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps an average of the weights, and of the buffers, beside what a rule makes of them: {@code a'
 * = a + share (w' - a)}, the share given anew at each step. It changes nothing in training.
 */
public record Averaged(Optimizer inner, Average average, long stepsPerEpoch, long steps)
    implements Optimizer {
  /** Name of the slots that hold the average. */
  public static final String SLOT = "average";

  /** The scalar that says how far the average moves. */
  public static final String SHARE = "average_share";

  @Override
  public void emit(Step step) {
    Algebra a = new Algebra(step);
    Value share = step.scalar(SHARE);
    List<Group> groups = new ArrayList<>();
    for (Group group : step.groups()) {
      groups.add(
          new Rewired.Around(group, group.gradients(), next -> average(a, group, next, share)));
    }
    inner.emit(new Rewired(step, groups));
    step.buffers().ifPresent(b -> average(a, b, b.next(), share));
  }

  private static void average(Algebra a, Slotted values, Value next, Value share) {
    Value before = values.slot(SLOT);
    values.updateSlot(SLOT, a.add(before, a.mul(a.sub(next, before), share)));
  }

  @Override
  public List<String> scalars() {
    List<String> names = new ArrayList<>(inner.scalars());
    names.add(SHARE);
    return names;
  }

  @Override
  public double scalar(String name, double lr, Count count) {
    return name.equals(SHARE)
        ? average.share(count, stepsPerEpoch, steps)
        : inner.scalar(name, lr, count);
  }
}
