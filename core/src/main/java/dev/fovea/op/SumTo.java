// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.TensorType;
import java.util.List;

/**
 * Sum over the axes where {@code target} has size 1 (over all of them for a scalar {@code [1]}):
 * the transpose of broadcasting.
 *
 * <p>Operand: {@code x}. Result: {@code target}. Gradient: {@link Expand} of {@code dy}.
 */
public record SumTo(TensorType target) implements Op, Op.Differentiable {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 1, 1);
    check(
        target.dtype() == in.get(0).dtype() && Binary.broadcasts(in.get(0), target),
        "SumTo: %s does not sum to %s",
        in.get(0),
        target);
    return List.of(target);
  }

  @Override
  public void vjp(Adjoint a) {
    a.add(0, a.emit(new Expand(a.in(0).type()), a.grad(0)));
  }
}
