// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import dev.fovea.op.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Bounds gradients before a rule sees them: each element to {@code -value..value}, then, all
 * together, {@code g' = g norm / max(norm, |g|)} (Pascanu, Mikolov and Bengio 2013).
 *
 * @param norm largest norm of all gradients as one vector; 0 for no bound
 * @param value largest element; 0 for no bound
 */
public record Clipped(Optimizer inner, double norm, double value) implements Optimizer {
  @Override
  public void emit(Step step) {
    Algebra a = new Algebra(step);
    List<Value> gradients = new ArrayList<>();
    for (Group group : step.groups()) {
      gradients.add(value == 0 ? group.gradients() : a.clip(group.gradients(), value));
    }
    if (norm != 0) {
      Value sum = gradients.stream().map(a::squares).reduce(a::add).orElseThrow();
      Value excess = a.positive(a.sub(a.sqrt(sum), a.number(norm)));
      // Exactly 1 while the norm is within the bound.
      Value factor = a.div(a.number(norm), a.add(excess, a.number(norm)));
      gradients.replaceAll(g -> a.mul(g, factor));
    }
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < gradients.size(); i++) {
      groups.add(new Rewired.Around(step.groups().get(i), gradients.get(i), next -> {}));
    }
    inner.emit(new Rewired(step, groups));
  }

  @Override
  public List<String> scalars() {
    return inner.scalars();
  }

  @Override
  public double scalar(String name, double lr, Count count) {
    return inner.scalar(name, lr, count);
  }
}
