// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import java.util.List;

/**
 * All operands as one flat vector, in order: {@code y = concat(flat(x0), flat(x1), ...)}.
 *
 * <p>Operands: one or more values of one element type. Result: {@code [sum of elements]}. An
 * optimiser sees its parameters and their gradients this way; a backend that keeps both in flat
 * arenas of one order and layout copies nothing.
 *
 * @param group name of the order; all packs and slots of a group list the same parameters
 */
public record Pack(String group) implements Op, Op.Constant {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 1, Integer.MAX_VALUE);
    long elements = 0;
    for (TensorType type : in) {
      FoveaException.check(
          type.dtype() == in.get(0).dtype(),
          "Pack: operands differ in element type: %s and %s",
          in.get(0),
          type);
      elements += type.elements();
    }
    return List.of(in.get(0).withShape(Shape.of(Math.toIntExact(elements))));
  }
}
