// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import dev.fovea.tensor.TensorType;
import java.util.List;

/** A tensor of one repeated value: {@code y[..] = value}. No operands, no gradient. */
public record Fill(TensorType type, double value) implements Op, Op.Constant {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 0, 0);
    return List.of(type);
  }
}
