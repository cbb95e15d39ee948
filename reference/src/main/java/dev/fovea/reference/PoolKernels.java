// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import dev.fovea.op.Pool;
import dev.fovea.tensor.Axis;
import java.util.List;

/**
 * Pooling and its gradient. The position of a maximum is {@code i S + j} within its window; of
 * equal elements the first in row-major order wins, and a NaN wins over everything, as in PyTorch.
 * Padding is never looked at, which makes it minus infinity for a maximum and zero for a sum.
 *
 * <p>Letters: m feature map (image times channel), (p,q) output position, (i,j) place in the window
 * of R by S, (h,w) input position.
 */
final class PoolKernels {
  private PoolKernels() {}

  static void register(ReferenceKernels kernels) {
    kernels.put(Pool.class, PoolKernels::forward);
    kernels.put(Pool.Backward.class, PoolKernels::backward);
  }

  /** Reads x; writes y and, for a maximum, its positions. */
  private static void forward(Pool op, List<Array> in, List<Array> out) {
    Array x = in.get(0);
    Array y = out.get(0);
    boolean max = op.kind() == Pool.Kind.MAX;
    forEachWindow(
        op,
        x,
        y,
        (at, window) -> {
          if (max) {
            int best = window.argMax(x);
            y.data[at] = x.data[window.element(best)];
            out.get(1).data[at] = best;
          } else {
            y.data[at] = window.sum(x) / window.divisor(op, x);
          }
        });
  }

  /** Reads dy and, for a maximum, the positions; writes dx. */
  private static void backward(Pool.Backward op, List<Array> in, List<Array> out) {
    Array dy = in.get(0);
    Array dx = out.get(0);
    boolean max = op.forward().kind() == Pool.Kind.MAX;
    dx.zero();
    forEachWindow(
        op.forward(),
        dx,
        dy,
        (at, window) -> {
          if (max) {
            dx.data[window.element((int) in.get(1).data[at])] += dy.data[at];
          } else {
            window.add(dx, dy.data[at] / window.divisor(op.forward(), dx));
          }
        });
  }

  private interface Action {
    void apply(int output, Place window);
  }

  private static void forEachWindow(Pool op, Array x, Array y, Action action) {
    int at = 0;
    for (int m = 0; m < y.dim(0) * y.dim(1); m++) {
      for (int p = 0; p < y.dim(2); p++) {
        for (int q = 0; q < y.dim(3); q++) {
          action.apply(at++, Place.of(op, x, m, p, q));
        }
      }
    }
  }

  /**
   * The window at output (p,q) of map m, cut to the input: rows i0 to i1, columns j0 to j1 of it.
   */
  private record Place(
      int corner, int width, int columns, int i0, int i1, int j0, int j1, int p, int q) {
    static Place of(Pool op, Array x, int m, int p, int q) {
      Axis rows = op.window().h();
      Axis columns = op.window().w();
      int h = p * rows.stride() - rows.padLo();
      int w = q * columns.stride() - columns.padLo();
      return new Place(
          (m * x.dim(2) + h) * x.dim(3) + w,
          x.dim(3),
          columns.size(),
          Math.max(0, -h),
          Math.min(rows.size(), x.dim(2) - h),
          Math.max(0, -w),
          Math.min(columns.size(), x.dim(3) - w),
          p,
          q);
    }

    /** Index in the input of a place in the window. */
    int element(int place) {
      return corner + place / columns * width + place % columns;
    }

    int divisor(Pool op, Array x) {
      return op.divisor(x.dim(2), x.dim(3), p, q);
    }

    int argMax(Array x) {
      int best = i0 * columns + j0;
      for (int i = i0; i < i1; i++) {
        for (int j = j0; j < j1; j++) {
          double value = x.data[corner + i * width + j];
          if (value > x.data[element(best)] || Double.isNaN(value)) {
            best = i * columns + j;
          }
        }
      }
      return best;
    }

    double sum(Array x) {
      double sum = 0;
      for (int i = i0; i < i1; i++) {
        for (int j = j0; j < j1; j++) {
          sum += x.data[corner + i * width + j];
        }
      }
      return sum;
    }

    void add(Array dx, double value) {
      for (int i = i0; i < i1; i++) {
        for (int j = j0; j < j1; j++) {
          dx.data[corner + i * width + j] += value;
        }
      }
    }
  }
}
