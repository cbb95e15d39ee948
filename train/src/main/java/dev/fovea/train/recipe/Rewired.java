// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import dev.fovea.autodiff.UpdateRule.Buffers;
import dev.fovea.autodiff.UpdateRule.Group;
import dev.fovea.autodiff.UpdateRule.Step;
import dev.fovea.op.Op;
import dev.fovea.op.Value;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A step whose groups are not quite those of another: what rules around rules hand on. */
record Rewired(Step inner, List<Group> groups) implements Step {
  @Override
  public Optional<Buffers> buffers() {
    return inner.buffers();
  }

  @Override
  public Value scalar(String name) {
    return inner.scalar(name);
  }

  @Override
  public void output(String name, Value value) {
    inner.output(name, value);
  }

  @Override
  public List<Value> apply(Op op, List<? extends Value> inputs) {
    return inner.apply(op, inputs);
  }

  /**
   * A group with other gradients, or one that tells of its next parameters.
   *
   * @param updated is told what the parameters hold after the step
   */
  record Around(Group inner, Value gradients, Consumer<Value> updated) implements Group {
    @Override
    public String name() {
      return inner.name();
    }

    @Override
    public Value parameters() {
      return inner.parameters();
    }

    @Override
    public Value slot(String name) {
      return inner.slot(name);
    }

    @Override
    public void updateSlot(String name, Value value) {
      inner.updateSlot(name, value);
    }

    @Override
    public void updateParameters(Value value) {
      inner.updateParameters(value);
      updated.accept(value);
    }
  }
}
