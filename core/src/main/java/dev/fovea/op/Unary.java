// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.TensorType;
import java.util.List;

/**
 * A function of one element: {@code y = fn(x)}.
 *
 * <p>Operand: {@code x}, any shape. Result: the same type. Gradient: {@link Backward}, from the
 * result where the function allows it (so that the operand need not be kept), else from the
 * operand.
 */
public record Unary(Fn fn) implements Op, Op.Elementwise, Op.Differentiable {
  /** The functions, with their source in the study notes. */
  public enum Fn {
    /** max(0, x); T23. */
    RELU(true),
    /** 1 / (1 + exp(-x)); T22. */
    SIGMOID(true),
    /** tanh(x); T22. */
    TANH(true),
    /** sqrt(x). */
    SQRT(true),
    /** x squared. */
    SQUARE(false);

    private final boolean fromResult;

    Fn(boolean fromResult) {
      this.fromResult = fromResult;
    }

    /** Whether the derivative is taken from the result instead of the operand. */
    public boolean fromResult() {
      return fromResult;
    }

    /** The function itself, in double. */
    public double apply(double x) {
      return switch (this) {
        case RELU -> x > 0 || Double.isNaN(x) ? x : 0;
        case SIGMOID -> 1 / (1 + Math.exp(-x));
        case TANH -> Math.tanh(x);
        case SQRT -> Math.sqrt(x);
        case SQUARE -> x * x;
      };
    }

    /** The derivative, in double, from the result if {@link #fromResult}, else from the operand. */
    public double derivative(double saved) {
      return switch (this) {
        case RELU -> saved > 0 ? 1 : 0;
        case SIGMOID -> saved * (1 - saved);
        case TANH -> 1 - saved * saved;
        case SQRT -> 0.5 / saved;
        case SQUARE -> 2 * saved;
      };
    }
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 1, 1);
    return List.of(in.get(0));
  }

  @Override
  public void vjp(Adjoint a) {
    a.add(0, a.emit(new Backward(fn), fn.fromResult() ? a.out(0) : a.in(0), a.grad(0)));
  }

  /**
   * {@code dx = dy fn'(saved)}.
   *
   * <p>Operands: {@code saved} (result or operand of the forward application, see {@link
   * Fn#fromResult}), {@code dy}. Result: {@code dx}.
   */
  public record Backward(Fn fn) implements Op {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
      Op.checkArity(this, in, 2, 2);
      check(
          in.get(0).equals(in.get(1)),
          "Unary: gradient is %s but the value is %s",
          in.get(1),
          in.get(0));
      return List.of(in.get(1));
    }
  }
}
