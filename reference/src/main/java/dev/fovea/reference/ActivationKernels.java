// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import dev.fovea.op.Dropout;
import dev.fovea.op.PRelu;
import dev.fovea.op.Softmax;
import java.util.List;

/** Activations with more than one operand or over more than one element. */
final class ActivationKernels {
  private ActivationKernels() {}

  static void register(ReferenceKernels kernels) {
    kernels.put(Dropout.class, ActivationKernels::dropout);
    kernels.put(PRelu.class, ActivationKernels::prelu);
    kernels.put(PRelu.Backward.class, ActivationKernels::preluBackward);
    kernels.put(Softmax.class, ActivationKernels::softmax);
    kernels.put(Softmax.Backward.class, ActivationKernels::softmaxBackward);
  }

  /** Reads x and key; writes y. */
  private static void dropout(Dropout op, List<Array> in, List<Array> out) {
    double[] key = in.get(1).data;
    long mask = op.mask((int) key[0], (int) key[1], (int) key[2]);
    double[] x = in.get(0).data;
    for (int i = 0; i < x.length; i++) {
      out.get(0).data[i] = op.keeps(mask, i) ? op.scale() * x[i] : 0;
    }
  }

  /** The slope of element i of x. */
  private static int slopeAt(Array x, Array slope, int i) {
    int positions = x.data.length / x.dim(0) / x.dim(1);
    return i / positions % x.dim(1) % slope.dim(0);
  }

  /** Reads x and slope; writes y. */
  private static void prelu(PRelu op, List<Array> in, List<Array> out) {
    Array x = in.get(0);
    Array slope = in.get(1);
    for (int i = 0; i < x.data.length; i++) {
      double factor = x.data[i] > 0 ? 1 : slope.data[slopeAt(x, slope, i)];
      out.get(0).data[i] = factor * x.data[i];
    }
  }

  /** Reads x, slope and dy; writes dx and dslope. */
  private static void preluBackward(PRelu.Backward op, List<Array> in, List<Array> out) {
    Array x = in.get(0);
    Array slope = in.get(1);
    double[] dy = in.get(2).data;
    out.get(1).zero();
    for (int i = 0; i < dy.length; i++) {
      int k = slopeAt(x, slope, i);
      boolean positive = x.data[i] > 0;
      out.get(0).data[i] = positive ? dy[i] : slope.data[k] * dy[i];
      out.get(1).data[k] += positive ? 0 : x.data[i] * dy[i];
    }
  }

  /** What is done with the scores of one place: elements {@code at, at + step, ...}. */
  private interface Scores {
    void apply(int at, int step, int count);
  }

  private static void forEachPlace(Array x, Scores scores) {
    int classes = x.dim(1);
    int positions = x.data.length / x.dim(0) / classes;
    for (int n = 0; n < x.dim(0); n++) {
      for (int p = 0; p < positions; p++) {
        scores.apply(n * classes * positions + p, positions, classes);
      }
    }
  }

  /** Reads x; writes y. */
  private static void softmax(Softmax op, List<Array> in, List<Array> out) {
    double[] x = in.get(0).data;
    double[] y = out.get(0).data;
    forEachPlace(
        in.get(0),
        (at, step, count) -> {
          double greatest = Double.NEGATIVE_INFINITY;
          for (int c = 0; c < count; c++) {
            greatest = Math.max(greatest, x[at + c * step]);
          }
          double sum = 0;
          for (int c = 0; c < count; c++) {
            sum += Math.exp(x[at + c * step] - greatest);
          }
          for (int c = 0; c < count; c++) {
            double log = x[at + c * step] - greatest - Math.log(sum);
            y[at + c * step] = op.log() ? log : Math.exp(log);
          }
        });
  }

  /** Reads y and dy; writes dx. */
  private static void softmaxBackward(Softmax.Backward op, List<Array> in, List<Array> out) {
    double[] y = in.get(0).data;
    double[] dy = in.get(1).data;
    double[] dx = out.get(0).data;
    forEachPlace(
        in.get(0),
        (at, step, count) -> {
          double sum = 0;
          for (int i = at; i < at + count * step; i += step) {
            sum += op.log() ? dy[i] : dy[i] * y[i];
          }
          for (int i = at; i < at + count * step; i += step) {
            dx[i] = op.log() ? dy[i] - Math.exp(y[i]) * sum : y[i] * (dy[i] - sum);
          }
        });
  }
}
