// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.TensorType;
import java.util.List;

/**
 * Consecutive positions of one axis: {@code y[.., i, ..] = x[.., begin + i, ..]}.
 *
 * <p>Operand: {@code x}, any shape. Result: x's type with {@code size} at {@code axis}. Gradient:
 * {@link Pad} of dy with zeros.
 */
public record Slice(int axis, int begin, int size) implements Op, Op.Cut, Op.Differentiable {
  public Slice {
    check(axis >= 0, "Slice: axis must not be negative, was %d", axis);
    check(begin >= 0 && size > 0, "Slice: %d positions from %d on are none", size, begin);
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 1, 1);
    TensorType x = in.get(0);
    Op.checkAxis(this, x, axis);
    check(
        (long) begin + size <= x.dim(axis),
        "Slice: positions %d to %d of axis %d do not lie within %s",
        begin,
        (long) begin + size - 1,
        axis,
        x);
    return List.of(x.withShape(x.shape().with(axis, size)));
  }

  @Override
  public int cutInFront(int of) {
    return of == axis ? begin : 0;
  }

  @Override
  public void vjp(Adjoint a) {
    int rest = a.in(0).type().dim(axis) - begin - size;
    a.add(0, a.emit(new Pad(axis, begin, rest), a.grad(0)));
  }
}
