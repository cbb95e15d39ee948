// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import dev.fovea.op.Binary;
import dev.fovea.op.Emitter;
import dev.fovea.op.Fill;
import dev.fovea.op.SumTo;
import dev.fovea.op.Unary;
import dev.fovea.op.Value;
import dev.fovea.tensor.TensorType;

/** Formulas of update rules as ops; the second operand may be a scalar {@code f32[1]}. */
record Algebra(Emitter g) {
  private static final TensorType SCALAR = TensorType.f32(1);

  Value number(double value) {
    return g.emit(new Fill(SCALAR, value));
  }

  Value add(Value a, Value b) {
    return g.emit(new Binary(Binary.Fn.ADD), a, b);
  }

  Value sub(Value a, Value b) {
    return g.emit(new Binary(Binary.Fn.SUB), a, b);
  }

  Value mul(Value a, Value b) {
    return g.emit(new Binary(Binary.Fn.MUL), a, b);
  }

  Value mul(Value a, double b) {
    return mul(a, number(b));
  }

  Value div(Value a, Value b) {
    return g.emit(new Binary(Binary.Fn.DIV), a, b);
  }

  /** {@code max(0, x)}. */
  Value positive(Value x) {
    return g.emit(new Unary(Unary.Fn.RELU), x);
  }

  /**
   * {@code min(max(-bound, x), bound)}; not a number where x is none, or infinite. Kernels that
   * clip need not tell what is no number from a bound, and adding {@code 0 x} changes nothing else.
   */
  Value clip(Value x, double bound) {
    return add(g.emit(new Unary(Unary.Fn.CLIP, bound), x), mul(x, 0));
  }

  Value sqrt(Value x) {
    return g.emit(new Unary(Unary.Fn.SQRT), x);
  }

  Value square(Value x) {
    return g.emit(new Unary(Unary.Fn.SQUARE), x);
  }

  /** The sum of all squares, {@code f32[1]}. */
  Value squares(Value x) {
    return g.emit(new SumTo(SCALAR), square(x));
  }

  /** {@code kept before + (1 - kept) now}. */
  Value moved(Value before, Value now, double kept) {
    return add(mul(before, kept), mul(now, 1 - kept));
  }
}
