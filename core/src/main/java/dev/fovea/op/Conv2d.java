// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import dev.fovea.tensor.Window;
import java.util.List;

/**
 * Two-dimensional convolution (cross-correlation): {@code y[n,k,p,q] = b[k] + sum_{c,i,j} x[n,c,p s
 * + i d - pad, q s + j d - pad] w[k,c,i,j]}.
 *
 * <p>Operands: {@code x : [N,C,H,W]}, {@code w : [K,C/groups,R,S]}, optionally {@code b : [K]}.
 * Result: {@code [N,K,P,Q]}, sizes by {@link dev.fovea.tensor.Axis#out}. Gradient: {@link
 * BackwardData} for x, {@link BackwardWeights} for w and b.
 *
 * @param window size, stride, padding and dilation by axis
 * @param groups channel groups; {@code groups = C} is a depthwise convolution
 */
public record Conv2d(Window window, int groups) implements Op, Op.Windowed, Op.Differentiable {
  public Conv2d {
    check(groups > 0, "Conv2d: groups must be positive, was %d", groups);
  }

  public static Conv2d of(Window window) {
    return new Conv2d(window, 1);
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 2, 3);
    TensorType x = in.get(0);
    TensorType w = in.get(1);
    Op.checkRank(this, x, 4);
    Op.checkRank(this, w, 4);
    check(
        x.dim(1) == w.dim(1) * groups,
        "Conv2d: input has %d channels but weights expect %d",
        x.dim(1),
        w.dim(1) * groups);
    check(
        w.dim(0) % groups == 0,
        "Conv2d: %d output channels are not divisible by %d groups",
        w.dim(0),
        groups);
    check(
        w.dim(2) == window.h().size() && w.dim(3) == window.w().size(),
        "Conv2d: weights %s do not match the window %s",
        w,
        window);
    check(
        in.size() == 2 || in.get(2).shape().equals(Shape.of(w.dim(0))),
        "Conv2d: bias %s does not match %d output channels",
        in.get(in.size() - 1),
        w.dim(0));
    return List.of(x.withShape(outShape(x, w.dim(0))));
  }

  private Shape outShape(TensorType x, int filters) {
    try {
      return Shape.of(x.dim(0), filters, window.h().out(x.dim(2)), window.w().out(x.dim(3)));
    } catch (dev.fovea.tensor.FoveaException e) {
      throw new dev.fovea.tensor.FoveaException(
          e, "Conv2d: input %s %s", x.shape(), e.getMessage());
    }
  }

  @Override
  public long macs(List<TensorType> in, List<TensorType> out) {
    return macs(out.get(0), in.get(1));
  }

  private long macs(TensorType y, TensorType w) {
    return Math.multiplyExact(y.elements(), Math.multiplyExact(w.dim(1), window.taps()));
  }

  @Override
  public String label() {
    return "conv " + window.brief() + (groups > 1 ? " groups " + groups : "");
  }

  @Override
  public Window windowOver(TensorType input) {
    return window;
  }

  @Override
  public void vjp(Adjoint a) {
    if (a.wants(0)) {
      a.add(0, a.emit(new BackwardData(this, a.in(0).type()), a.grad(0), a.in(1)));
    }
    boolean bias = a.inputs() == 3;
    if (a.wants(1) || bias && a.wants(2)) {
      List<Value> grads =
          a.apply(new BackwardWeights(this, a.in(1).type(), bias), List.of(a.in(0), a.grad(0)));
      a.add(1, grads.get(0));
      if (bias) {
        a.add(2, grads.get(1));
      }
    }
  }

  /**
   * Gradient of a convolution with respect to its input: {@code dx[n,c,h,w] = sum_{k,i,j}
   * dy[n,k,p,q] w[k,c,i,j]} over the (p,q) whose tap (i,j) lies on (h,w).
   *
   * <p>Operands: {@code dy : [N,K,P,Q]}, {@code w}. Result: {@code input}.
   */
  public record BackwardData(Conv2d forward, TensorType input) implements Op {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
      Op.checkArity(this, in, 2, 2);
      forward.checkGradient(input, in.get(1), in.get(0));
      return List.of(input);
    }

    @Override
    public long macs(List<TensorType> in, List<TensorType> out) {
      return forward.macs(in.get(0), in.get(1));
    }
  }

  /**
   * Gradient of a convolution with respect to its weights and bias: {@code dw[k,c,i,j] =
   * sum_{n,p,q} dy[n,k,p,q] x[n,c,p s + i d - pad, q s + j d - pad]}, {@code db[k] = sum_{n,p,q}
   * dy[n,k,p,q]}.
   *
   * <p>Operands: {@code x}, {@code dy}. Results: {@code weights} and, with {@code bias}, {@code
   * [K]}.
   */
  public record BackwardWeights(Conv2d forward, TensorType weights, boolean bias) implements Op {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
      Op.checkArity(this, in, 2, 2);
      forward.checkGradient(in.get(0), weights, in.get(1));
      TensorType db = weights.withShape(Shape.of(weights.dim(0)));
      return bias ? List.of(weights, db) : List.of(weights);
    }

    @Override
    public long macs(List<TensorType> in, List<TensorType> out) {
      return forward.macs(in.get(1), weights);
    }
  }

  private void checkGradient(TensorType x, TensorType w, TensorType dy) {
    TensorType y = infer(List.of(x, w)).get(0);
    check(y.equals(dy), "Conv2d: gradient is %s but the output is %s", dy, y);
  }
}
