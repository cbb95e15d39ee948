// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import java.util.List;

/**
 * Mean cross-entropy of a softmax over classes (notes T48): {@code loss = -1/N sum_n sum_c t[n,c]
 * log p[n,c]}, {@code p = softmax(x)}.
 *
 * <p>Operands: {@code x : [N,C]} logits; {@code t}, either {@code i32[N]} class numbers or soft
 * targets {@code [N,C]}, whose rows sum to 1, or to the weights of the images. Results: {@code loss
 * : [1]} and {@code log p : [N,C]}. Gradient: for x only, {@link Backward}.
 */
public record SoftmaxCrossEntropy() implements Op, Op.Differentiable {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 2, 2);
    TensorType x = in.get(0);
    Op.checkRank(this, x, 2);
    checkTargets(x, in.get(1));
    return List.of(x.withShape(Shape.of(1)), x);
  }

  private static void checkTargets(TensorType x, TensorType t) {
    boolean classes = t.dtype() == DType.I32 && t.shape().equals(Shape.of(x.dim(0)));
    check(
        classes || t.equals(x),
        "SoftmaxCrossEntropy: targets %s fit neither i32[%d] nor %s",
        t,
        x.dim(0),
        x);
  }

  @Override
  public void vjp(Adjoint a) {
    check(!a.wants(1), "SoftmaxCrossEntropy: targets have no gradient");
    if (a.wants(0)) {
      a.add(0, a.emit(new Backward(), a.out(1), a.in(1), a.grad(0)));
    }
  }

  /**
   * {@code dx[n,c] = dloss (p[n,c] sum_j t[n,j] - t[n,c]) / N}.
   *
   * <p>Operands: {@code log p : [N,C]}, {@code t}, {@code dloss : [1]}. Result: {@code dx : [N,C]}.
   */
  public record Backward() implements Op {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
      Op.checkArity(this, in, 3, 3);
      checkTargets(in.get(0), in.get(1));
      return List.of(in.get(0));
    }
  }
}
