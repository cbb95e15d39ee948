// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.TensorType;
import java.util.List;

/**
 * One of the values of a packed vector: {@code y = reshape(x[offset .. offset + elements])}.
 *
 * <p>Operand: {@code x : [M]}. Result: {@code type}.
 */
public record Unpack(long offset, TensorType type) implements Op, Op.Constant {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 1, 1);
    Op.checkRank(this, in.get(0), 1);
    check(
        offset >= 0 && offset + type.elements() <= in.get(0).elements(),
        "Unpack: %s at %d does not lie within %s",
        type,
        offset,
        in.get(0));
    return List.of(type);
  }
}
