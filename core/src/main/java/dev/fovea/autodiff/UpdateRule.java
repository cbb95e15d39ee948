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
     * The model's buffers (running statistics) as they are after the step, for rules that average
     * them too; empty when it has none. Its parameters are their next values; its gradients and
     * {@link Group#updateParameters} do not exist.
     */
    Optional<Group> buffers();

    /** A number given anew at each run, {@code f32[1]}: learning rate, momentum correction. */
    Value scalar(String name);

    /** Makes a value of the rule an output of the step, besides the model's own. */
    void output(String name, Value value);
  }

  /** Parameters that are updated alike. */
  interface Group {
    String name();

    /** All parameters of the group, flat. */
    Value parameters();

    /** Their gradients, in the same order. */
    Value gradients();

    /** State of one element a parameter element, zero at first: momentum and the like. */
    Value slot(String name);

    /** Says what a slot holds after the step. */
    void updateSlot(String name, Value value);

    /** Says what the parameters hold after the step. */
    void updateParameters(Value value);
  }
}
