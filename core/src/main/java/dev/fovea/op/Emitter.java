// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import java.util.List;

/** The one capability needed to build a graph: apply an op to values. */
public interface Emitter {
  /**
   * Applies {@code op}; the results, in the op's order. Throws with the path and the numbers when
   * the types do not fit.
   */
  List<Value> apply(Op op, List<? extends Value> inputs);

  /** Applies {@code op} and gives its first result. */
  default Value emit(Op op, Value... inputs) {
    return apply(op, List.of(inputs)).get(0);
  }
}
