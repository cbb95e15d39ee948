// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.TensorType;
import java.util.List;

/**
 * Repeats the operand over the axes where its size is 1: {@code y[..] = x[broadcast]}.
 *
 * <p>Operand: {@code x}, a scalar {@code [1]} or of the target's rank. Result: {@code target}.
 * Gradient: {@link SumTo} of {@code dy}.
 */
public record Expand(TensorType target) implements Op, Op.Differentiable {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 1, 1);
    check(
        target.dtype() == in.get(0).dtype() && Binary.broadcasts(target, in.get(0)),
        "Expand: %s does not spread over %s",
        in.get(0),
        target);
    return List.of(target);
  }

  @Override
  public void vjp(Adjoint a) {
    a.add(0, a.emit(new SumTo(a.in(0).type()), a.grad(0)));
  }
}
