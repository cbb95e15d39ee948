// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import dev.fovea.autodiff.UpdateRule;
import dev.fovea.op.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds the gradients of a batch to a slot and changes no weight: {@code a' = a + weight g}. {@link
 * Gathered} is the update that uses them.
 *
 * @param weight of the batch: its images as a share of a full batch
 * @param measured whether {@link #NORM} is an output
 */
public record Gathering(double weight, boolean measured) implements UpdateRule {
  /** Sum of squares of all that is gathered: not a number once anything in it is not. */
  public static final String NORM = "gradient_squares";

  /** Name of the slots that hold the sum. */
  public static final String SLOT = "gradient";

  @Override
  public void emit(Step step) {
    Algebra a = new Algebra(step);
    List<Value> squares = new ArrayList<>();
    for (Group group : step.groups()) {
      Value own = group.gradients();
      Value sum = a.add(group.slot(SLOT), weight == 1 ? own : a.mul(own, weight));
      group.updateSlot(SLOT, sum);
      squares.add(measured ? a.squares(sum) : sum);
    }
    // The first graph of a session decides which buffers lie together, and the update averages
    // them.
    step.buffers();
    if (measured) {
      step.output(NORM, squares.stream().reduce(a::add).orElseThrow());
    }
  }
}
