// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import java.util.List;

/**
 * ReLU with a learnt slope (notes T24): {@code y = x} where x is positive, else {@code slope x}.
 *
 * <p>Operands: {@code x : [N,C]} or {@code [N,C,H,W]}; {@code slope}, {@code [C]} or {@code [1]}
 * for all channels. Result: the type of x. Gradient: {@link Backward}. Source: He et al. 2015.
 */
public record PRelu() implements Op, Op.Differentiable {
  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 2, 2);
    checkSlope(in.get(0), in.get(1));
    return List.of(in.get(0));
  }

  private static void checkSlope(TensorType x, TensorType slope) {
    check(x.rank() >= 2, "PRelu: input %s has no channel axis", x);
    check(
        slope.equals(x.withShape(Shape.of(1))) || slope.equals(x.withShape(Shape.of(x.dim(1)))),
        "PRelu: input %s has %d channels, the slope is %s",
        x,
        x.dim(1),
        slope);
  }

  @Override
  public void vjp(Adjoint a) {
    List<Value> gradients = a.apply(new Backward(), List.of(a.in(0), a.in(1), a.grad(0)));
    a.add(0, gradients.get(0));
    a.add(1, gradients.get(1));
  }

  /**
   * {@code dx = dy} where x is positive, else {@code slope dy}; {@code dslope = sum of x dy} where
   * x is not positive, over all elements that share the slope.
   *
   * <p>Operands: {@code x}, {@code slope}, {@code dy}. Results: {@code dx}, {@code dslope}.
   */
  public record Backward() implements Op {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
      Op.checkArity(this, in, 3, 3);
      checkSlope(in.get(0), in.get(1));
      check(
          in.get(2).equals(in.get(0)),
          "PRelu: gradient is %s but the output is %s",
          in.get(2),
          in.get(0));
      return in.subList(0, 2);
    }
  }
}
