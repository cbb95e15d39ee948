// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import dev.fovea.op.Linear;
import java.util.List;

/**
 * The fully connected layer and its two gradients.
 *
 * <p>Letters: n row of the batch (N in all), i input feature (I), o output (O).
 */
final class LinearKernels {
  private LinearKernels() {}

  static void register(ReferenceKernels kernels) {
    kernels.put(Linear.class, LinearKernels::forward);
    kernels.put(Linear.BackwardData.class, LinearKernels::backwardData);
    kernels.put(Linear.BackwardWeights.class, LinearKernels::backwardWeights);
  }

  /** Reads x, w and, if given, b; writes y. */
  private static void forward(Linear op, List<Array> in, List<Array> out) {
    double[] x = in.get(0).data;
    double[] w = in.get(1).data;
    Array y = out.get(0);
    int outputs = y.dim(1);
    int features = in.get(1).dim(1);
    for (int n = 0; n < y.dim(0); n++) {
      for (int o = 0; o < outputs; o++) {
        double sum = in.size() == 3 ? in.get(2).data[o] : 0;
        for (int i = 0; i < features; i++) {
          sum += x[n * features + i] * w[o * features + i];
        }
        y.data[n * outputs + o] = sum;
      }
    }
  }

  /** Reads dy and w; writes dx. */
  private static void backwardData(Linear.BackwardData op, List<Array> in, List<Array> out) {
    Array dy = in.get(0);
    double[] w = in.get(1).data;
    Array dx = out.get(0);
    int outputs = dy.dim(1);
    int features = in.get(1).dim(1);
    dx.zero();
    for (int n = 0; n < dy.dim(0); n++) {
      for (int o = 0; o < outputs; o++) {
        double gradient = dy.data[n * outputs + o];
        for (int i = 0; i < features; i++) {
          dx.data[n * features + i] += gradient * w[o * features + i];
        }
      }
    }
  }

  /** Reads x and dy; writes dw and, if asked for, db. */
  private static void backwardWeights(Linear.BackwardWeights op, List<Array> in, List<Array> out) {
    double[] x = in.get(0).data;
    Array dy = in.get(1);
    Array dw = out.get(0);
    int outputs = dy.dim(1);
    int features = dw.dim(1);
    out.forEach(Array::zero);
    for (int n = 0; n < dy.dim(0); n++) {
      for (int o = 0; o < outputs; o++) {
        double gradient = dy.data[n * outputs + o];
        for (int i = 0; i < features; i++) {
          dw.data[o * features + i] += gradient * x[n * features + i];
        }
        if (op.bias()) {
          out.get(1).data[o] += gradient;
        }
      }
    }
  }
}
