// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.TensorType;
import java.util.List;
import java.util.Locale;

/**
 * A function of one element: {@code y = fn(x)}.
 *
 * <p>Operand: {@code x}, any shape. Result: the same type. Gradient: {@link Backward}, from the
 * result where the function allows it (so that the operand need not be kept), else from the
 * operand.
 *
 * @param alpha the number in the function's formula; 0 where the formula has none
 */
public record Unary(Fn fn, double alpha) implements Op, Op.Elementwise, Op.Differentiable {
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
    SQUARE(false),
    /** min(max(0, x), 6); T25. */
    RELU6(true),
    /** x where x is positive, else alpha x; 0 < alpha. */
    LEAKY_RELU(true),
    /**
     * min(max(-alpha, x), alpha); 0 < alpha. A result at the bound, rounded to fewer bits, may lie
     * within it, so the derivative is taken from the operand.
     */
    CLIP(false),
    /** min(max(0, x / 6 + 1 / 2), 1). */
    HARD_SIGMOID(false),
    /** x hard_sigmoid(x); T26. */
    HARD_SWISH(false),
    /** x sigmoid(x). */
    SILU(false),
    /** exp(x). */
    EXP(true);

    private final boolean fromResult;

    Fn(boolean fromResult) {
      this.fromResult = fromResult;
    }

    /** Whether the derivative is taken from the result instead of the operand. */
    public boolean fromResult() {
      return fromResult;
    }

    /** Whether the formula has a number alpha. */
    public boolean hasAlpha() {
      return this == LEAKY_RELU || this == CLIP;
    }

    /** The alpha to take when none is asked for, PyTorch's; 0 where the formula has none. */
    public double usualAlpha() {
      return this == LEAKY_RELU ? 0.01 : this == CLIP ? 1 : 0;
    }

    private double apply(double x, double alpha) {
      return switch (this) {
        case RELU -> x > 0 || Double.isNaN(x) ? x : 0;
        case SIGMOID -> 1 / (1 + Math.exp(-x));
        case TANH -> Math.tanh(x);
        case SQRT -> Math.sqrt(x);
        case SQUARE -> x * x;
        case RELU6 -> Math.min(Math.max(0, x), 6);
        case LEAKY_RELU -> x > 0 ? x : alpha * x;
        case CLIP -> Math.min(Math.max(-alpha, x), alpha);
        case HARD_SIGMOID -> Math.min(Math.max(0, x / 6 + 0.5), 1);
        case HARD_SWISH -> x * Math.min(Math.max(0, x / 6 + 0.5), 1);
        case SILU -> x / (1 + Math.exp(-x));
        case EXP -> Math.exp(x);
      };
    }

    private double derivative(double saved, double alpha) {
      return switch (this) {
        case RELU -> saved > 0 ? 1 : 0;
        case SIGMOID -> saved * (1 - saved);
        case TANH -> 1 - saved * saved;
        case SQRT -> 0.5 / saved;
        case SQUARE -> 2 * saved;
        case RELU6 -> saved > 0 && saved < 6 ? 1 : 0;
        case LEAKY_RELU -> saved > 0 ? 1 : alpha;
        // Compared as f32, since a bound that was stored so may lie within alpha.
        case CLIP -> Math.abs((float) saved) < (float) alpha ? 1 : 0;
        case HARD_SIGMOID -> saved > -3 && saved < 3 ? 1.0 / 6 : 0;
        case HARD_SWISH -> saved <= -3 ? 0 : saved >= 3 ? 1 : saved / 3 + 0.5;
        case SILU -> {
          double gate = 1 / (1 + Math.exp(-saved));
          yield gate * (1 + saved * (1 - gate));
        }
        case EXP -> saved;
      };
    }
  }

  public Unary {
    checkAlpha(fn, alpha);
  }

  /** A function with the usual number in its formula, if it has one. */
  public Unary(Fn fn) {
    this(fn, fn.usualAlpha());
  }

  // A slope that is not positive would hide from the result on which side of 0 the operand was.
  private static void checkAlpha(Fn fn, double alpha) {
    check(
        fn.hasAlpha() ? alpha > 0 && alpha < Double.POSITIVE_INFINITY : alpha == 0,
        fn.hasAlpha()
            ? "Unary: %s needs a positive alpha, was %s"
            : "Unary: %s has no alpha, was %s",
        fn,
        alpha);
  }

  /** The function itself, in double. */
  public double apply(double x) {
    return fn.apply(x, alpha);
  }

  @Override
  public String label() {
    return fn.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 1, 1);
    return List.of(in.get(0));
  }

  @Override
  public void vjp(Adjoint a) {
    a.add(0, a.emit(new Backward(fn, alpha), fn.fromResult() ? a.out(0) : a.in(0), a.grad(0)));
  }

  /**
   * {@code dx = dy fn'(saved)}.
   *
   * <p>Operands: {@code saved} (result or operand of the forward application, see {@link
   * Fn#fromResult}), {@code dy}. Result: {@code dx}.
   */
  public record Backward(Fn fn, double alpha) implements Op {
    public Backward {
      checkAlpha(fn, alpha);
    }

    /** Of a function without a number in its formula. */
    public Backward(Fn fn) {
      this(fn, 0);
    }

    /** The derivative, in double, from the result if {@link Fn#fromResult}, else the operand. */
    public double derivative(double saved) {
      return fn.derivative(saved, alpha);
    }

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
