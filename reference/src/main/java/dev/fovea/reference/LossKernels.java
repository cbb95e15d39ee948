// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import dev.fovea.op.SoftmaxCrossEntropy;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.FoveaException;
import java.util.List;

/**
 * Softmax cross-entropy and its gradient.
 *
 * <p>Letters: n row of the batch (N in all), c class (C).
 */
final class LossKernels {
  private LossKernels() {}

  static void register(ReferenceKernels kernels) {
    kernels.put(SoftmaxCrossEntropy.class, LossKernels::forward);
    kernels.put(SoftmaxCrossEntropy.Backward.class, LossKernels::backward);
  }

  /** Reads x and t; writes the loss and log p. */
  private static void forward(SoftmaxCrossEntropy op, List<Array> in, List<Array> out) {
    Array x = in.get(0);
    Array logP = out.get(1);
    int rows = x.dim(0);
    int classes = x.dim(1);
    double loss = 0;
    for (int n = 0; n < rows; n++) {
      double logSum = logSumExp(x.data, n * classes, classes);
      for (int c = 0; c < classes; c++) {
        int i = n * classes + c;
        logP.data[i] = x.data[i] - logSum;
        double t = target(in.get(1), n, c, classes);
        // A class of probability 0 that is no target must not turn the loss into 0 * infinity.
        loss -= t == 0 ? 0 : t * logP.data[i];
      }
    }
    out.get(0).data[0] = loss / rows;
  }

  /** Shifted by the greatest element, so that exp cannot overflow. */
  private static double logSumExp(double[] x, int from, int length) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = from; i < from + length; i++) {
      max = Math.max(max, x[i]);
    }
    double sum = 0;
    for (int i = from; i < from + length; i++) {
      sum += Math.exp(x[i] - max);
    }
    return max + Math.log(sum);
  }

  private static double target(Array t, int n, int c, int classes) {
    if (t.type.dtype() != DType.I32) {
      return t.data[n * classes + c];
    }
    int label = (int) t.data[n];
    FoveaException.check(
        label >= 0 && label < classes,
        "SoftmaxCrossEntropy: class %d of row %d is outside 0..%d",
        label,
        n,
        classes - 1);
    return label == c ? 1 : 0;
  }

  /** Reads log p, t and dloss; writes dx. */
  private static void backward(SoftmaxCrossEntropy.Backward op, List<Array> in, List<Array> out) {
    Array logP = in.get(0);
    double scale = in.get(2).data[0] / logP.dim(0);
    int classes = logP.dim(1);
    for (int n = 0; n < logP.dim(0); n++) {
      double weight = 0;
      for (int c = 0; c < classes; c++) {
        weight += target(in.get(1), n, c, classes);
      }
      for (int c = 0; c < classes; c++) {
        int i = n * classes + c;
        double t = target(in.get(1), n, c, classes);
        out.get(0).data[i] = scale * (weight * Math.exp(logP.data[i]) - t);
      }
    }
  }
}
