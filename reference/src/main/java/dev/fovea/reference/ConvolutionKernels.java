// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import dev.fovea.op.Conv2d;
import dev.fovea.tensor.Axis;
import java.util.Arrays;
import java.util.List;

/**
 * Convolution and its two gradients. The three are one sum over {@code x[n,c,h,w] w[k,c,i,j]
 * y[n,k,p,q]} read in three directions, so they share one loop: {@link #forEachRow}.
 *
 * <p>Letters: n image, g group, k filter, c input channel, (i,j) tap, (p,q) output position, (h,w)
 * input position.
 */
final class ConvolutionKernels {
  private ConvolutionKernels() {}

  static void register(ReferenceKernels kernels) {
    kernels.put(Conv2d.class, ConvolutionKernels::forward);
    kernels.put(Conv2d.BackwardData.class, ConvolutionKernels::backwardData);
    kernels.put(Conv2d.BackwardWeights.class, ConvolutionKernels::backwardWeights);
  }

  /** Reads x, w and, if given, b; writes y. */
  private static void forward(Conv2d op, List<Array> in, List<Array> out) {
    double[] x = in.get(0).data;
    double[] w = in.get(1).data;
    Array y = out.get(0);
    y.zero();
    forEachRow(
        op,
        in.get(0),
        in.get(1),
        y,
        (xs, step, wi, ys, length) -> {
          double weight = w[wi];
          for (int q = 0; q < length; q++) {
            y.data[ys + q] += weight * x[xs + q * step];
          }
        });
    if (in.size() == 3) {
      addBias(in.get(2), y);
    }
  }

  private static void addBias(Array b, Array y) {
    int filters = y.dim(1);
    int positions = y.dim(2) * y.dim(3);
    for (int nk = 0; nk < y.dim(0) * filters; nk++) {
      for (int pq = nk * positions; pq < (nk + 1) * positions; pq++) {
        y.data[pq] += b.data[nk % filters];
      }
    }
  }

  /** Reads dy and w; writes dx. */
  private static void backwardData(Conv2d.BackwardData op, List<Array> in, List<Array> out) {
    double[] dy = in.get(0).data;
    double[] w = in.get(1).data;
    Array dx = out.get(0);
    dx.zero();
    forEachRow(
        op.forward(),
        dx,
        in.get(1),
        in.get(0),
        (xs, step, wi, ys, length) -> {
          double weight = w[wi];
          for (int q = 0; q < length; q++) {
            dx.data[xs + q * step] += weight * dy[ys + q];
          }
        });
  }

  /** Reads x and dy; writes dw and, if asked for, db. */
  private static void backwardWeights(Conv2d.BackwardWeights op, List<Array> in, List<Array> out) {
    double[] x = in.get(0).data;
    double[] dy = in.get(1).data;
    Array dw = out.get(0);
    dw.zero();
    forEachRow(
        op.forward(),
        in.get(0),
        dw,
        in.get(1),
        (xs, step, wi, ys, length) -> {
          double sum = 0;
          for (int q = 0; q < length; q++) {
            sum += dy[ys + q] * x[xs + q * step];
          }
          dw.data[wi] += sum;
        });
    if (op.bias()) {
      sumChannels(in.get(1), out.get(1));
    }
  }

  private static void sumChannels(Array dy, Array db) {
    Arrays.fill(db.data, 0);
    int filters = dy.dim(1);
    int positions = dy.dim(2) * dy.dim(3);
    for (int i = 0; i < dy.data.length; i++) {
      db.data[i / positions % filters] += dy.data[i];
    }
  }

  /**
   * One row of products: {@code x[xs + q step]}, {@code w[wi]}, {@code y[ys + q]} for q below
   * length.
   */
  private interface Row {
    void apply(int xs, int step, int wi, int ys, int length);
  }

  private static void forEachRow(Conv2d op, Array x, Array w, Array y, Row row) {
    int groups = op.groups();
    int filters = w.dim(0) / groups;
    int channels = w.dim(1);
    for (int n = 0; n < x.dim(0); n++) {
      for (int gk = 0; gk < groups * filters; gk++) {
        int g = gk / filters;
        int yMap = (n * y.dim(1) + gk) * y.dim(2) * y.dim(3);
        for (int c = 0; c < channels; c++) {
          int xMap = (n * x.dim(1) + g * channels + c) * x.dim(2) * x.dim(3);
          int wMap = (gk * channels + c) * w.dim(2) * w.dim(3);
          forEachRowOfMap(op, x, xMap, wMap, y, yMap, row);
        }
      }
    }
  }

  private static void forEachRowOfMap(
      Conv2d op, Array x, int xMap, int wMap, Array y, int yMap, Row row) {
    Axis h = op.window().h();
    Axis w = op.window().w();
    for (int i = 0; i < h.size(); i++) {
      Taps ps = Taps.of(h, i, x.dim(2), y.dim(2));
      for (int j = 0; j < w.size(); j++) {
        Taps qs = Taps.of(w, j, x.dim(3), y.dim(3));
        if (ps.length() == 0 || qs.length() == 0) {
          continue;
        }
        int xs = xMap + (ps.from() * h.stride() + ps.offset()) * x.dim(3);
        xs += qs.from() * w.stride() + qs.offset();
        int ys = yMap + ps.from() * y.dim(3) + qs.from();
        int wi = wMap + i * w.size() + j;
        if (qs.length() == x.dim(3) && qs.length() == y.dim(3) && h.stride() == 1) {
          // Rows that touch are one long row; without this, 1x1 over small maps is all overhead.
          row.apply(xs, 1, wi, ys, ps.length() * qs.length());
          continue;
        }
        for (int p = 0; p < ps.length(); p++) {
          row.apply(xs, w.stride(), wi, ys, qs.length());
          xs += h.stride() * x.dim(3);
          ys += y.dim(3);
        }
      }
    }
  }
}
