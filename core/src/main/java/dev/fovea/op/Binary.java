// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.TensorType;
import java.util.List;

/**
 * A function of two elements: {@code y = fn(a, b)}, b broadcast over the axes where its size is 1.
 *
 * <p>Operands: {@code a}, any shape; {@code b}, the same shape, or a scalar {@code [1]}, or the
 * same rank with some sizes 1 (for example [N,C,1,1] to scale channels). Result: the type of a.
 * Gradient: of the function, summed back over the broadcast axes by {@link SumTo}.
 */
public record Binary(Fn fn) implements Op, Op.Elementwise, Op.Differentiable {
  /** The functions. */
  public enum Fn {
    ADD,
    SUB,
    MUL,
    DIV;

    /** The function itself, in double. */
    public double apply(double a, double b) {
      return switch (this) {
        case ADD -> a + b;
        case SUB -> a - b;
        case MUL -> a * b;
        case DIV -> a / b;
      };
    }
  }

  @Override
  public String label() {
    return switch (fn) {
      case ADD -> "add";
      case SUB -> "subtract";
      case MUL -> "multiply";
      case DIV -> "divide";
    };
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 2, 2);
    TensorType a = in.get(0);
    TensorType b = in.get(1);
    check(a.dtype() == b.dtype(), "Binary: operands differ in type: %s and %s", a, b);
    check(
        broadcasts(a, b),
        "Binary: %s of shape %s does not spread over %s",
        fn,
        b.shape(),
        a.shape());
    return List.of(a);
  }

  /** Whether b can be spread over a. */
  public static boolean broadcasts(TensorType a, TensorType b) {
    if (b.elements() == 1 && b.rank() == 1) {
      return true;
    }
    boolean fits = a.rank() == b.rank();
    for (int axis = 0; fits && axis < a.rank(); axis++) {
      fits = b.dim(axis) == a.dim(axis) || b.dim(axis) == 1;
    }
    return fits;
  }

  @Override
  public void vjp(Adjoint g) {
    Value dy = g.grad(0);
    Value a = g.in(0);
    Value b = g.in(1);
    if (g.wants(0)) {
      g.add(
          0,
          switch (fn) {
            case ADD, SUB -> dy;
            case MUL -> g.emit(new Binary(Fn.MUL), dy, b);
            case DIV -> g.emit(new Binary(Fn.DIV), dy, b);
          });
    }
    if (g.wants(1)) {
      Value db =
          switch (fn) {
            case ADD -> dy;
            case SUB -> g.emit(new Binary(Fn.MUL), dy, minusOne(g, a));
            case MUL -> g.emit(new Binary(Fn.MUL), dy, a);
            case DIV -> {
              Value q = g.emit(new Binary(Fn.DIV), g.out(0), b);
              yield g.emit(new Binary(Fn.MUL), g.emit(new Binary(Fn.MUL), dy, q), minusOne(g, a));
            }
          };
      g.add(1, db.type().equals(b.type()) ? db : g.emit(new SumTo(b.type()), db));
    }
  }

  private static Value minusOne(Emitter g, Value like) {
    return g.emit(new Fill(like.type().withShape(dev.fovea.tensor.Shape.of(1)), -1));
  }
}
