// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.TensorType;
import java.util.List;

/**
 * Local response normalisation across channels (notes T29): {@code y[n,c,h,w] = x[n,c,h,w] / (k +
 * alpha / size sum_j x[n,j,h,w]^2)^beta}, j over the {@code size} channels around c that there are.
 *
 * <p>Operand: {@code x : [N,C,H,W]}. Result: the same type. Gradient: {@link Backward}. Source:
 * Krizhevsky et al. 2012, who do not divide alpha ({@link #undivided}); the division is what
 * PyTorch, ONNX and oneDNN do.
 *
 * @param size channels the sum takes in, odd: as many below c as above
 */
public record LocalResponseNorm(int size, double alpha, double beta, double k)
    implements Op, Op.Differentiable {
  public LocalResponseNorm {
    check(size > 0 && size % 2 == 1, "LocalResponseNorm: size must be odd, was %d", size);
    check(alpha >= 0, "LocalResponseNorm: alpha must not be negative, was %s", alpha);
    check(k > 0, "LocalResponseNorm: k must be positive, was %s", k);
  }

  /** The paper's form, whose alpha is not divided by the size. */
  public static LocalResponseNorm undivided(int size, double alpha, double beta, double k) {
    return new LocalResponseNorm(size, alpha * size, beta, k);
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 1, 1);
    Op.checkRank(this, in.get(0), 4);
    return in;
  }

  @Override
  public void vjp(Adjoint a) {
    a.add(0, a.emit(new Backward(this), a.in(0), a.grad(0)));
  }

  /**
   * Gradient: with {@code s_c = k + alpha / size sum_j x_j^2}, {@code dx_c = dy_c s_c^-beta - 2
   * beta alpha / size x_c sum_j dy_j x_j s_j^(-beta - 1)}, j over the channels around c.
   *
   * <p>Operands: {@code x}, {@code dy}. Result: {@code dx}.
   */
  public record Backward(LocalResponseNorm forward) implements Op {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
      Op.checkArity(this, in, 2, 2);
      TensorType y = forward.infer(in.subList(0, 1)).get(0);
      check(
          y.equals(in.get(1)),
          "LocalResponseNorm: gradient is %s but the output is %s",
          in.get(1),
          y);
      return List.of(y);
    }
  }
}
