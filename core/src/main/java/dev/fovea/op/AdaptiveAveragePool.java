// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import dev.fovea.tensor.Window;
import java.util.List;

/**
 * Average pooling to a given size: output {@code p} is the mean of rows {@code floor(p H / P)} to
 * {@code ceil((p + 1) H / P)}, columns likewise (PyTorch's AdaptiveAvgPool2d). To 1x1 it is global
 * average pooling (notes T20).
 *
 * <p>Operand: {@code x : [N,C,H,W]}. Result: {@code [N,C,height,width]}. Gradient: {@link
 * Backward}.
 */
public record AdaptiveAveragePool(int height, int width)
    implements Op, Op.Windowed, Op.Differentiable {
  public AdaptiveAveragePool {
    check(
        height > 0 && width > 0,
        "AdaptiveAveragePool: output size must be positive, was %dx%d",
        height,
        width);
  }

  /** The mean of each channel: [N,C,H,W] to [N,C,1,1]. */
  public static AdaptiveAveragePool global() {
    return new AdaptiveAveragePool(1, 1);
  }

  /** First input index of output {@code p}, of {@code outs}, over {@code n}. */
  public static int from(int p, int outs, int n) {
    return (int) ((long) p * n / outs);
  }

  /** One past the last input index of output {@code p}. */
  public static int to(int p, int outs, int n) {
    return (int) (((p + 1L) * n + outs - 1) / outs);
  }

  /** Whether every output averages a window of the same size, without overlap. */
  public boolean isUniform(TensorType x) {
    return x.dim(2) % height == 0 && x.dim(3) % width == 0;
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 1, 1);
    TensorType x = in.get(0);
    Op.checkRank(this, x, 4);
    return List.of(x.withShape(Shape.of(x.dim(0), x.dim(1), height, width)));
  }

  @Override
  public String label() {
    return equals(global()) ? "global average pool" : "average pool to " + height + "x" + width;
  }

  /**
   * The widest window, where outputs do not divide the input; what each sees, {@link #from} says.
   */
  @Override
  public Window windowOver(TensorType x) {
    return Window.of(widest(height, x.dim(2)), widest(width, x.dim(3)))
        .stride(Math.max(1, x.dim(2) / height), Math.max(1, x.dim(3) / width));
  }

  private static int widest(int outs, int n) {
    int most = 1;
    for (int p = 0; p < outs; p++) {
      most = Math.max(most, to(p, outs, n) - from(p, outs, n));
    }
    return most;
  }

  @Override
  public void vjp(Adjoint a) {
    a.add(0, a.emit(new Backward(this, a.in(0).type()), a.grad(0)));
  }

  /**
   * Gradient: each {@code dy[n,c,p,q]} goes in equal parts to the elements it averaged.
   *
   * <p>Operand: {@code dy}. Result: {@code input}.
   */
  public record Backward(AdaptiveAveragePool forward, TensorType input) implements Op {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
      Op.checkArity(this, in, 1, 1);
      TensorType y = forward.infer(List.of(input)).get(0);
      check(
          y.equals(in.get(0)),
          "AdaptiveAveragePool: gradient is %s but the output is %s",
          in.get(0),
          y);
      return List.of(input);
    }
  }
}
