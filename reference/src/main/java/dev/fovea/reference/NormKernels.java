// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import dev.fovea.op.BatchNorm;
import dev.fovea.op.BatchNormInference;
import dev.fovea.op.BatchNormReluBackward;
import dev.fovea.op.LocalResponseNorm;
import java.util.ArrayList;
import java.util.List;

/**
 * Normalisation by channel and across channels.
 *
 * <p>Letters: c channel (C in all), m elements of a channel, r inverse deviation, z normalised x.
 */
final class NormKernels {
  private NormKernels() {}

  static void register(ReferenceKernels kernels) {
    kernels.put(BatchNorm.class, NormKernels::forward);
    kernels.put(BatchNorm.Backward.class, NormKernels::backward);
    kernels.put(BatchNormReluBackward.class, NormKernels::backwardRelu);
    kernels.put(BatchNormInference.class, NormKernels::inference);
    kernels.put(LocalResponseNorm.class, NormKernels::acrossChannels);
    kernels.put(LocalResponseNorm.Backward.class, NormKernels::acrossChannelsBackward);
  }

  /** The channel of each element of x. */
  private static int[] channels(Array x) {
    int positions = x.type.rank() == 4 ? x.dim(2) * x.dim(3) : 1;
    int[] channels = new int[x.data.length];
    for (int i = 0; i < channels.length; i++) {
      channels[i] = i / positions % x.dim(1);
    }
    return channels;
  }

  /** Reads x and, if given, gamma and beta; writes y, mean, var. */
  private static void forward(BatchNorm op, List<Array> in, List<Array> out) {
    Array x = in.get(0);
    int[] c = channels(x);
    double m = BatchNorm.count(x.type);
    double[] mean = out.get(1).data;
    double[] var = out.get(2).data;
    out.get(1).zero();
    out.get(2).zero();
    for (int i = 0; i < c.length; i++) {
      mean[c[i]] += x.data[i] / m;
    }
    for (int i = 0; i < c.length; i++) {
      double distance = x.data[i] - mean[c[i]];
      var[c[i]] += distance * distance / m;
    }
    normalise(x, c, in.subList(1, in.size()), mean, var, op.eps(), out.get(0));
  }

  /** Reads x, gamma and beta if given, mean, var; writes y. */
  private static void inference(BatchNormInference op, List<Array> in, List<Array> out) {
    int last = in.size() - 1;
    double[] mean = in.get(last - 1).data;
    double[] var = in.get(last).data;
    Array x = in.get(0);
    normalise(x, channels(x), in.subList(1, last - 1), mean, var, op.eps(), out.get(0));
  }

  private static void normalise(
      Array x, int[] c, List<Array> affine, double[] mean, double[] var, double eps, Array y) {
    for (int i = 0; i < c.length; i++) {
      double z = (x.data[i] - mean[c[i]]) / Math.sqrt(var[c[i]] + eps);
      y.data[i] = affine.isEmpty() ? z : affine.get(0).data[c[i]] * z + affine.get(1).data[c[i]];
    }
  }

  /** Reads dy, x, mean, var and, if given, gamma; writes dx and, with gamma, dgamma and dbeta. */
  private static void backward(BatchNorm.Backward op, List<Array> in, List<Array> out) {
    double[] dy = in.get(0).data;
    Array x = in.get(1);
    double[] mean = in.get(2).data;
    double[] var = in.get(3).data;
    int[] c = channels(x);
    double m = BatchNorm.count(x.type);
    double[] r = new double[mean.length];
    for (int k = 0; k < r.length; k++) {
      r[k] = 1 / Math.sqrt(var[k] + op.eps());
    }
    double[] sum = new double[r.length];
    double[] sumOfZ = new double[r.length];
    for (int i = 0; i < c.length; i++) {
      sum[c[i]] += dy[i];
      sumOfZ[c[i]] += dy[i] * (x.data[i] - mean[c[i]]) * r[c[i]];
    }
    for (int i = 0; i < c.length; i++) {
      int k = c[i];
      double z = (x.data[i] - mean[k]) * r[k];
      double gamma = in.size() == 5 ? in.get(4).data[k] : 1;
      out.get(0).data[i] = gamma * r[k] * (dy[i] - sum[k] / m - z * sumOfZ[k] / m);
    }
    if (in.size() == 5) {
      System.arraycopy(sumOfZ, 0, out.get(1).data, 0, r.length);
      System.arraycopy(sum, 0, out.get(2).data, 0, r.length);
    }
  }

  /** Reads y, then what {@link #backward} reads; writes what it writes. */
  private static void backwardRelu(BatchNormReluBackward op, List<Array> in, List<Array> out) {
    Array masked = new Array(in.get(1).type);
    for (int i = 0; i < masked.data.length; i++) {
      masked.data[i] = in.get(0).data[i] > 0 ? in.get(1).data[i] : 0;
    }
    List<Array> operands = new ArrayList<>(in.subList(1, in.size()));
    operands.set(0, masked);
    backward(new BatchNorm.Backward(op.eps()), operands, out);
  }

  /** The sum of {@code values} over the channels around each element's. */
  private static double[] around(Array like, int size, double[] values) {
    int positions = like.dim(2) * like.dim(3);
    int channels = like.dim(1);
    double[] sums = new double[values.length];
    for (int i = 0; i < sums.length; i++) {
      int c = i / positions % channels;
      int first = Math.max(0, c - size / 2);
      int last = Math.min(channels - 1, c + size / 2);
      for (int j = first; j <= last; j++) {
        sums[i] += values[i + (j - c) * positions];
      }
    }
    return sums;
  }

  /** {@code s = k + alpha / size sum of squares}, for each element. */
  private static double[] scales(LocalResponseNorm op, Array x) {
    double[] squares = new double[x.data.length];
    for (int i = 0; i < squares.length; i++) {
      squares[i] = x.data[i] * x.data[i];
    }
    double[] s = around(x, op.size(), squares);
    for (int i = 0; i < s.length; i++) {
      s[i] = op.k() + op.alpha() / op.size() * s[i];
    }
    return s;
  }

  /** Reads x; writes y. */
  private static void acrossChannels(LocalResponseNorm op, List<Array> in, List<Array> out) {
    Array x = in.get(0);
    double[] s = scales(op, x);
    for (int i = 0; i < s.length; i++) {
      out.get(0).data[i] = x.data[i] * Math.pow(s[i], -op.beta());
    }
  }

  /** Reads x and dy; writes dx. */
  private static void acrossChannelsBackward(
      LocalResponseNorm.Backward op, List<Array> in, List<Array> out) {
    LocalResponseNorm norm = op.forward();
    Array x = in.get(0);
    double[] dy = in.get(1).data;
    double[] s = scales(norm, x);
    double[] products = new double[s.length];
    for (int i = 0; i < s.length; i++) {
      products[i] = dy[i] * x.data[i] * Math.pow(s[i], -norm.beta() - 1);
    }
    double[] sums = around(x, norm.size(), products);
    double factor = 2 * norm.beta() * norm.alpha() / norm.size();
    for (int i = 0; i < s.length; i++) {
      out.get(0).data[i] = dy[i] * Math.pow(s[i], -norm.beta()) - factor * x.data[i] * sums[i];
    }
  }
}
