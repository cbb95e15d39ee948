// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import java.util.List;

/**
 * Batch normalisation by the batch's own statistics (notes T31): {@code y = gamma (x - mean) /
 * sqrt(var + eps) + beta}, {@code mean} and {@code var} of each channel over the images and, for
 * images, over H and W; {@code var} divides by the count, not by the count less one.
 *
 * <p>Operands: {@code x : [N,C]} or {@code [N,C,H,W]}; optionally {@code gamma : [C]} and {@code
 * beta : [C]}, both or neither. Results: {@code y}, of x's type, {@code mean : [C]}, {@code var :
 * [C]}. Gradient: {@link Backward}, through y only. Source: Ioffe and Szegedy 2015.
 *
 * @param eps keeps the division from exploding; not negative
 */
public record BatchNorm(double eps) implements Op, Op.Differentiable, Op.Tracked {
  public BatchNorm {
    checkEps(eps);
  }

  static void checkEps(double eps) {
    check(eps >= 0 && eps < 1, "BatchNorm: eps must lie in [0, 1), was %s", eps);
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    checkAffine(this, in, 1);
    TensorType x = in.get(0);
    TensorType channels = checkChannels(x, in.subList(1, in.size()));
    return List.of(x, channels, channels);
  }

  /** Throws unless there are {@code least} operands, or two more. */
  static void checkAffine(Op op, List<TensorType> in, int least) {
    Op.checkArity(op, in, least, least + 2);
    check(
        in.size() != least + 1,
        "%s: expects %d or %d operands, got %d",
        op.getClass().getSimpleName(),
        least,
        least + 2,
        in.size());
  }

  /** Throws unless each of {@code vectors} is [C] of x's element type; gives that type. */
  static TensorType checkChannels(TensorType x, List<TensorType> vectors) {
    check(
        x.rank() == 2 || x.rank() == 4,
        "BatchNorm: input %s has %d axes, expected 2 [N,C] or 4 [N,C,H,W]",
        x,
        x.rank());
    TensorType channels = x.withShape(Shape.of(x.dim(1)));
    for (TensorType vector : vectors) {
      check(
          vector.equals(channels),
          "BatchNorm: input %s has %d channels, a vector of it is %s",
          x,
          x.dim(1),
          vector);
    }
    return channels;
  }

  /** How many elements each statistic of an input of this type is taken over. */
  public static long count(TensorType x) {
    return x.elements() / x.dim(1);
  }

  @Override
  public void vjp(Adjoint a) {
    boolean affine = a.inputs() == 3;
    List<Value> operands =
        affine
            ? List.of(a.grad(0), a.in(0), a.out(1), a.out(2), a.in(1))
            : List.of(a.grad(0), a.in(0), a.out(1), a.out(2));
    List<Value> gradients = a.apply(new Backward(eps), operands);
    for (int i = 0; i < gradients.size(); i++) {
      a.add(i, gradients.get(i));
    }
  }

  /**
   * Gradient: with {@code r = 1 / sqrt(var + eps)}, {@code z = (x - mean) r} and sums over the m
   * elements of a channel, {@code dbeta = sum dy}, {@code dgamma = sum dy z}, {@code dx = gamma r
   * (dy - dbeta / m - z dgamma / m)}.
   *
   * <p>Operands: {@code dy}, {@code x}, {@code mean : [C]}, {@code var : [C]}, and {@code gamma :
   * [C]} if the forward application had it. Results: {@code dx} and, with gamma, {@code dgamma :
   * [C]}, {@code dbeta : [C]}.
   */
  public record Backward(double eps) implements Op {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
      Op.checkArity(this, in, 4, 5);
      TensorType x = in.get(1);
      TensorType channels = checkChannels(x, in.subList(2, in.size()));
      check(in.get(0).equals(x), "BatchNorm: gradient is %s but the output is %s", in.get(0), x);
      return in.size() == 5 ? List.of(x, channels, channels) : List.of(x);
    }
  }
}
