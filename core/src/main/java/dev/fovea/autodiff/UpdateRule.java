// SPDX-License-Identifier: Apache-2.0
package dev.fovea.autodiff;

import dev.fovea.op.Emitter;
import dev.fovea.op.Value;
import java.util.List;
import java.util.Optional;

/**
 * An optimiser: emits the next parameters as ops over flat vectors, so it is compiled, fused and
 * tested like anything else.
 */
public interface UpdateRule {
  /** Emits the update of every group. */
  void emit(Step step);

  /** The training step being built. */
  interface Step extends Emitter {
    /** The parameter groups, in arena order. */
    List<Group> groups();

    /**
     * The model's buffers (running statistics), for rules that average them too; empty when it has
     * none.
     */
    Optional<Buffers> buffers();

    /** A number given anew at each run, {@code f32[1]}: learning rate, momentum correction. */
    Value scalar(String name);

    /** Makes a value of the rule an output of the step, besides the model's own. */
    void output(String name, Value value);
  }

  /** Values that lie in a row, with slots of the rule's own beside them. */
  interface Slotted {
    String name();

    /** State of one element for each of theirs, zero at first: momentum and the like. */
    Value slot(String name);

    /** Says what a slot holds after the step. */
    void updateSlot(String name, Value value);
  }

  /** Parameters that are updated alike. */
  interface Group extends Slotted {
    /** All parameters of the group, flat. */
    Value parameters();

    /**
     * Their gradients, in the same order.
     *
     * @throws IllegalStateException in an update without a step, whose gradients lie in a slot
     */
    Value gradients();

    /** Says what the parameters hold after the step. */
    void updateParameters(Value value);
  }

  /** The model's buffers; the model itself says what they hold after the step. */
  interface Buffers extends Slotted {
    /** All of them as they are after the step, flat. */
    Value next();
  }
}
