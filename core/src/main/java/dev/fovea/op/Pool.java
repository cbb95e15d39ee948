// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.Axis;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import dev.fovea.tensor.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * Pooling of each channel by a sliding window.
 *
 * <p>Operand: {@code x : [N,C,H,W]}. Results: {@code y : [N,C,P,Q]} and, for {@link Kind#MAX}, the
 * position of each maximum within its window, {@code i32[N,C,P,Q]}, whose encoding is the backend's
 * own. Padding counts as minus infinity for the maximum (notes E11) and as zero for the sum; an
 * average divides by what {@link Kind} says. Gradient: {@link Backward}.
 *
 * @param kind what is done with the elements under the window
 * @param window size, stride and padding; not dilated, padding smaller than the window
 * @param ceil whether the last window may hang over the end ({@link Axis#outCeil})
 */
public record Pool(Kind kind, Window window, boolean ceil)
    implements Op, Op.Windowed, Op.Differentiable {
  /** What is done with the elements under the window. */
  public enum Kind {
    MAX,
    /**
     * Sum over window size; padding counts, what hangs over the padding does not (PyTorch's
     * default).
     */
    AVERAGE,
    /** Sum over the number of elements that lie in the input. */
    AVERAGE_VALID,
    SUM
  }

  public Pool {
    check(!window.isDilated(), "Pool: a dilated window is not a pool, was %s", window);
    for (Axis axis : List.of(window.h(), window.w())) {
      check(
          axis.padLo() < axis.size() && axis.padHi() < axis.size(),
          "Pool: padding %d:%d must be smaller than the window of %d",
          axis.padLo(),
          axis.padHi(),
          axis.size());
    }
  }

  public static Pool max(Window window) {
    return new Pool(Kind.MAX, window, false);
  }

  public static Pool average(Window window) {
    return new Pool(Kind.AVERAGE, window, false);
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 1, 1);
    TensorType x = in.get(0);
    Op.checkRank(this, x, 4);
    Shape shape;
    try {
      shape = Shape.of(x.dim(0), x.dim(1), out(window.h(), x.dim(2)), out(window.w(), x.dim(3)));
    } catch (FoveaException e) {
      throw new FoveaException(e, "Pool: input %s %s", x.shape(), e.getMessage());
    }
    List<TensorType> results = new ArrayList<>(List.of(x.withShape(shape)));
    if (kind == Kind.MAX) {
      results.add(new TensorType(DType.I32, shape));
    }
    return results;
  }

  private int out(Axis axis, int n) {
    return ceil ? axis.outCeil(n) : axis.out(n);
  }

  @Override
  public String label() {
    String name =
        switch (kind) {
          case MAX -> "max pool ";
          case AVERAGE, AVERAGE_VALID -> "average pool ";
          case SUM -> "sum pool ";
        };
    return name + window.brief();
  }

  @Override
  public Window windowOver(TensorType input) {
    return window;
  }

  /**
   * How many elements the window at output {@code (p, q)} over an input of {@code height x width}
   * divides by.
   */
  public int divisor(int height, int width, int p, int q) {
    return switch (kind) {
      case MAX, SUM -> 1;
      case AVERAGE ->
          Math.multiplyExact(
              covered(window.h(), p, -window.h().padLo(), (long) height + window.h().padHi()),
              covered(window.w(), q, -window.w().padLo(), (long) width + window.w().padHi()));
      case AVERAGE_VALID ->
          Math.multiplyExact(covered(window.h(), p, 0, height), covered(window.w(), q, 0, width));
    };
  }

  private static int covered(Axis axis, int out, long from, long to) {
    long start = (long) out * axis.stride() - axis.padLo();
    return (int) (Math.min(start + axis.size(), to) - Math.max(start, from));
  }

  @Override
  public void vjp(Adjoint a) {
    Backward backward = new Backward(this, a.in(0).type());
    a.add(
        0, kind == Kind.MAX ? a.emit(backward, a.grad(0), a.out(1)) : a.emit(backward, a.grad(0)));
  }

  /**
   * Gradient of a pool: each {@code dy[n,c,p,q]} goes to the position of the maximum, or in equal
   * parts to the averaged elements.
   *
   * <p>Operands: {@code dy}, for a maximum also the positions. Result: {@code input}.
   */
  public record Backward(Pool forward, TensorType input) implements Op {
    @Override
    public List<TensorType> infer(List<TensorType> in) {
      int operands = forward.kind == Kind.MAX ? 2 : 1;
      Op.checkArity(this, in, operands, operands);
      TensorType y = forward.infer(List.of(input)).get(0);
      check(y.equals(in.get(0)), "Pool: gradient is %s but the output is %s", in.get(0), y);
      return List.of(input);
    }
  }
}
