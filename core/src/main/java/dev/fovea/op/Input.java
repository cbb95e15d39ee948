// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import dev.fovea.tensor.TensorType;
import java.util.List;

/** Data given anew at each run: images, labels, the learning rate. No operands. */
public record Input(String path, TensorType type) implements Op, Op.Leaf, Op.Constant {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 0, 0);
    return List.of(type);
  }
}
