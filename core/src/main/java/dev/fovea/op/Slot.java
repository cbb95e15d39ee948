// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import dev.fovea.tensor.TensorType;
import java.util.List;

/**
 * Flat state of an optimiser, one element a parameter element in the order of a {@link Pack}:
 * momentum, second moment, moving average. Starts at zero. No operands.
 *
 * @param path for example {@code decay.momentum}
 * @param group the {@link Pack#group} whose order it has
 */
public record Slot(String path, TensorType type, String group)
    implements Op, Op.Stateful, Op.Constant {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 0, 0);
    Op.checkRank(this, type, 1);
    return List.of(type);
  }
}
