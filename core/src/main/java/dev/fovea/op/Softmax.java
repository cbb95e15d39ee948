// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.TensorType;
import java.util.List;

/**
 * Probabilities from scores (notes T28): {@code y[n,c,..] = exp(x[n,c,..]) / sum_j exp(x[n,j,..])},
 * or the logarithm of that.
 *
 * <p>Operand: {@code x : [N,C]} or {@code [N,C,H,W]}. Result: the same type. Gradient: {@link
 * Backward}, from the result. Training takes {@link SoftmaxCrossEntropy} instead, which is exact
 * where a probability underflows.
 *
 * @param log whether the result is the logarithm
 */
public record Softmax(boolean log) implements Op, Op.Differentiable {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 1, 1);
    check(in.get(0).rank() >= 2, "Softmax: input %s has no class axis", in.get(0));
    return in;
  }

  @Override
  public void vjp(Adjoint a) {
    a.add(0, a.emit(new Backward(log), a.out(0), a.grad(0)));
  }

  /**
   * {@code dx[c] = y[c] (dy[c] - sum_j dy[j] y[j])}; of the logarithm {@code dx[c] = dy[c] -
   * exp(y[c]) sum_j dy[j]}.
   *
   * <p>Operands: {@code y}, {@code dy}. Result: {@code dx}.
   */
  public record Backward(boolean log) implements Op {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
      Op.checkArity(this, in, 2, 2);
      check(
          in.get(0).equals(in.get(1)),
          "Softmax: gradient is %s but the output is %s",
          in.get(1),
          in.get(0));
      return in.subList(0, 1);
    }
  }
}
