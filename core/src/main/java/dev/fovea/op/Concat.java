// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.TensorType;
import java.util.List;

/**
 * Values one behind the other along an axis (notes T33, T35): {@code y = [x0, x1, ...]}.
 *
 * <p>Operands: one or more values, equal in element type and in all sizes but that of {@code axis}.
 * Result: their type, with the sum of the sizes at {@code axis}. Gradient: {@link Slice} of dy for
 * each.
 *
 * @param axis 1 joins channels
 */
public record Concat(int axis) implements Op, Op.Differentiable {
  public Concat {
    check(axis >= 0, "Concat: axis must not be negative, was %d", axis);
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 1, Integer.MAX_VALUE);
    TensorType first = in.get(0);
    Op.checkAxis(this, first, axis);
    int size = 0;
    for (int i = 0; i < in.size(); i++) {
      TensorType x = in.get(i);
      boolean fits =
          x.rank() == first.rank()
              && x.withShape(x.shape().with(axis, first.dim(axis))).equals(first);
      check(
          fits,
          "Concat: operand %d is %s and operand 0 is %s; they may differ in axis %d only",
          i,
          x,
          first,
          axis);
      size = Math.addExact(size, x.dim(axis));
    }
    return List.of(first.withShape(first.shape().with(axis, size)));
  }

  @Override
  public void vjp(Adjoint a) {
    int begin = 0;
    for (int i = 0; i < a.inputs(); i++) {
      int size = a.in(i).type().dim(axis);
      if (a.wants(i)) {
        a.add(i, a.emit(new Slice(axis, begin, size), a.grad(0)));
      }
      begin += size;
    }
  }
}
