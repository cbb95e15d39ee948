// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import dev.fovea.tensor.Init;
import dev.fovea.tensor.TensorType;
import java.util.List;

/**
 * A tensor that is carried, not trained, by its dotted path: running statistics. No operands.
 *
 * @param path for example {@code bn1.running_mean}
 */
public record Buffer(String path, TensorType type, Init init)
    implements Op, Op.Stateful, Op.Constant {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 0, 0);
    return List.of(type);
  }
}
