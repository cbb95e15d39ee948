// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.TensorType;
import java.util.List;

/**
 * Zeros before and behind the positions of one axis; negative amounts cut positions off: {@code
 * y[.., i, ..] = x[.., i - before, ..]}, 0 where x has no such position.
 *
 * <p>Operand: {@code x}, any shape. Result: x's type with {@code before + size + after} at {@code
 * axis}. Gradient: {@code Pad(axis, -before, -after)} of dy.
 */
public record Pad(int axis, int before, int after) implements Op, Op.Cut, Op.Differentiable {
  public Pad {
    check(axis >= 0, "Pad: axis must not be negative, was %d", axis);
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 1, 1);
    TensorType x = in.get(0);
    Op.checkAxis(this, x, axis);
    long size = (long) before + x.dim(axis) + after;
    // What is cut off has to be there, or positions that do not exist would count as data.
    boolean some = Math.min(before, 0) + (long) x.dim(axis) + Math.min(after, 0) > 0;
    check(
        some && size <= Integer.MAX_VALUE,
        "Pad: %d before and %d behind leave nothing of axis %d of %s",
        before,
        after,
        axis,
        x);
    return List.of(x.withShape(x.shape().with(axis, (int) size)));
  }

  @Override
  public int cutInFront(int of) {
    return of == axis ? -before : 0;
  }

  @Override
  public void vjp(Adjoint a) {
    a.add(0, a.emit(new Pad(axis, -before, -after), a.grad(0)));
  }
}
