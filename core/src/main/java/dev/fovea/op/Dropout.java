// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.Draw;
import dev.fovea.tensor.TensorType;
import java.util.List;

/**
 * Dropout (notes T30): {@code y[i] = scale x[i]} where element i is kept, else 0; each is dropped
 * with probability {@code rate}, independently.
 *
 * <p>Operands: {@code x}, any shape; {@code key : i32[3]}, the run's seed (low half, high half) and
 * the number of the step, see {@link #key(long, long)}. Result: the type of x. What is kept is a
 * pure function of (seed, stream, step, i), i counting in logical row-major order: a resumed run
 * draws the same masks, whatever computes it, and nothing has to be stored. Gradient: the same op
 * on dy.
 *
 * @param rate in [0, 1)
 * @param scale 1 / (1 - rate) in the inverted form, which needs nothing at inference; 1 in the
 *     paper's, where inference multiplies by 1 - rate
 * @param stream tells the dropouts of a network apart, from the path
 */
public record Dropout(double rate, double scale, long stream)
    implements Op, Op.Elementwise, Op.Differentiable {
  /** The graph input of all dropouts of a graph. */
  public static final String KEY = "step";

  public static final TensorType KEY_TYPE = TensorType.i32(3);

  public Dropout {
    check(rate >= 0 && rate < 1, "Dropout: rate must lie in [0, 1), was %s", rate);
  }

  /** The elements of {@link #KEY} for one step; steps count from 0 to 2^31 - 1. */
  public static int[] key(long seed, long step) {
    check(step == (int) step && step >= 0, "Dropout: step must be below 2^31, was %d", step);
    return new int[] {(int) seed, (int) (seed >>> 32), (int) step};
  }

  /** Which elements of one application are kept: give its result to {@link #keeps(long, long)}. */
  public long mask(int seedLow, int seedHigh, int step) {
    return Draw.bits((long) seedHigh << 32 | seedLow & 0xffffffffL, stream, step);
  }

  /** Whether element {@code i}, in logical order, is kept. */
  public boolean keeps(long mask, long i) {
    return Draw.uniform(mask, i) >= rate;
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 2, 2);
    check(in.get(1).equals(KEY_TYPE), "Dropout: key is %s, expected %s", in.get(1), KEY_TYPE);
    return in.subList(0, 1);
  }

  @Override
  public void vjp(Adjoint a) {
    a.add(0, a.emit(this, a.grad(0), a.in(1)));
  }
}
