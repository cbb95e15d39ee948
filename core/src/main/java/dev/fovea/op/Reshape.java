// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import java.util.List;

/**
 * The same elements in the same row-major order under another shape; flattening is {@code [N,C,H,W]
 * -> [N, C H W]} (notes T21).
 *
 * <p>Operand: {@code x}. Result: {@code shape}. Gradient: the reshape back.
 */
public record Reshape(Shape shape) implements Op, Op.View, Op.Differentiable {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 1, 1);
    TensorType x = in.get(0);
    check(
        x.elements() == shape.elements(),
        "Reshape: %s has %d elements, %s has %d",
        x,
        x.elements(),
        shape,
        shape.elements());
    return List.of(x.withShape(shape));
  }

  @Override
  public void vjp(Adjoint a) {
    a.add(0, a.emit(new Reshape(a.in(0).type().shape()), a.grad(0)));
  }
}
