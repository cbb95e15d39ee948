// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import dev.fovea.op.AdaptiveAveragePool;
import java.util.List;

/**
 * Average pooling to a given size, and its gradient.
 *
 * <p>Letters: m feature map (image times channel), (p,q) output position, (h,w) input position.
 */
final class AdaptivePoolKernels {
  private AdaptivePoolKernels() {}

  static void register(ReferenceKernels kernels) {
    kernels.put(AdaptiveAveragePool.class, AdaptivePoolKernels::forward);
    kernels.put(AdaptiveAveragePool.Backward.class, AdaptivePoolKernels::backward);
  }

  /** Reads x; writes y. */
  private static void forward(AdaptiveAveragePool op, List<Array> in, List<Array> out) {
    double[] x = in.get(0).data;
    double[] y = out.get(0).data;
    out.get(0).zero();
    forEachPair(in.get(0), out.get(0), (xi, yi, count) -> y[yi] += x[xi] / count);
  }

  /** Reads dy; writes dx. */
  private static void backward(AdaptiveAveragePool.Backward op, List<Array> in, List<Array> out) {
    double[] dy = in.get(0).data;
    double[] dx = out.get(0).data;
    out.get(0).zero();
    forEachPair(out.get(0), in.get(0), (xi, yi, count) -> dx[xi] += dy[yi] / count);
  }

  /** Input element xi is one of {@code count} that output element yi averages. */
  private interface Pair {
    void apply(int xi, int yi, int count);
  }

  private static void forEachPair(Array x, Array y, Pair pair) {
    int yi = 0;
    for (int m = 0; m < y.dim(0) * y.dim(1); m++) {
      for (int p = 0; p < y.dim(2); p++) {
        int h0 = AdaptiveAveragePool.from(p, y.dim(2), x.dim(2));
        int h1 = AdaptiveAveragePool.to(p, y.dim(2), x.dim(2));
        for (int q = 0; q < y.dim(3); q++, yi++) {
          int w0 = AdaptiveAveragePool.from(q, y.dim(3), x.dim(3));
          int w1 = AdaptiveAveragePool.to(q, y.dim(3), x.dim(3));
          for (int h = h0; h < h1; h++) {
            for (int w = w0; w < w1; w++) {
              pair.apply((m * x.dim(2) + h) * x.dim(3) + w, yi, (h1 - h0) * (w1 - w0));
            }
          }
        }
      }
    }
  }
}
