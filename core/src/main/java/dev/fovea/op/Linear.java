// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import java.util.List;

/**
 * Fully connected layer: {@code y[n,o] = b[o] + sum_i x[n,i] w[o,i]}.
 *
 * <p>Operands: {@code x : [N,...]}, every axis but the first flattened into I; {@code w : [O,I]};
 * optionally {@code b : [O]}. Result: {@code [N,O]}. That x may keep its image axes lets a backend
 * read it in the layout the convolution before it wrote. Gradient: {@link BackwardData}, {@link
 * BackwardWeights}.
 */
public record Linear() implements Op, Op.Differentiable {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 2, 3);
    TensorType x = in.get(0);
    TensorType w = in.get(1);
    check(x.rank() >= 2, "Linear: input %s has no feature axis", x);
    Op.checkRank(this, w, 2);
    long features = x.elements() / x.dim(0);
    check(
        features == w.dim(1),
        "Linear: input has %d features but weights expect %d",
        features,
        w.dim(1));
    check(
        in.size() == 2 || in.get(2).shape().equals(Shape.of(w.dim(0))),
        "Linear: bias %s does not match %d outputs",
        in.get(in.size() - 1),
        w.dim(0));
    return List.of(x.withShape(Shape.of(x.dim(0), w.dim(0))));
  }

  @Override
  public long macs(List<TensorType> in, List<TensorType> out) {
    return Math.multiplyExact((long) in.get(0).dim(0), in.get(1).elements());
  }

  @Override
  public void vjp(Adjoint a) {
    if (a.wants(0)) {
      a.add(0, a.emit(new BackwardData(a.in(0).type()), a.grad(0), a.in(1)));
    }
    boolean bias = a.inputs() == 3;
    if (a.wants(1) || bias && a.wants(2)) {
      List<Value> grads =
          a.apply(new BackwardWeights(a.in(1).type(), bias), List.of(a.in(0), a.grad(0)));
      a.add(1, grads.get(0));
      if (bias) {
        a.add(2, grads.get(1));
      }
    }
  }

  /**
   * Gradient with respect to the input: {@code dx[n,i] = sum_o dy[n,o] w[o,i]}.
   *
   * <p>Operands: {@code dy : [N,O]}, {@code w : [O,I]}. Result: {@code input}.
   */
  public record BackwardData(TensorType input) implements Op {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
      Op.checkArity(this, in, 2, 2);
      checkGradient(input, in.get(1), in.get(0));
      return List.of(input);
    }

    @Override
    public long macs(List<TensorType> in, List<TensorType> out) {
      return Math.multiplyExact((long) in.get(0).dim(0), in.get(1).elements());
    }
  }

  /**
   * Gradient with respect to weights and bias: {@code dw[o,i] = sum_n dy[n,o] x[n,i]}, {@code db[o]
   * = sum_n dy[n,o]}.
   *
   * <p>Operands: {@code x}, {@code dy : [N,O]}. Results: {@code weights} and, with {@code bias},
   * {@code [O]}.
   */
  public record BackwardWeights(TensorType weights, boolean bias) implements Op {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
      Op.checkArity(this, in, 2, 2);
      checkGradient(in.get(0), weights, in.get(1));
      TensorType db = weights.withShape(Shape.of(weights.dim(0)));
      return bias ? List.of(weights, db) : List.of(weights);
    }

    @Override
    public long macs(List<TensorType> in, List<TensorType> out) {
      return Math.multiplyExact((long) in.get(1).dim(0), weights.elements());
    }
  }

  private static void checkGradient(TensorType x, TensorType w, TensorType dy) {
    TensorType y = new Linear().infer(List.of(x, w)).get(0);
    check(y.equals(dy), "Linear: gradient is %s but the output is %s", dy, y);
  }
}
