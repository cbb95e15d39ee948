// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static dev.fovea.onednn.Compilation.read;
import static dev.fovea.onednn.Compilation.write;
import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.SoftmaxCrossEntropy;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.List;

/**
 * Softmax cross-entropy in Java, N C exponentials each way in double: oneDNN has no such loss, and
 * its log-softmax is 20 units in the last place off where this is exact (1x3 logits, 2026-11-22).
 */
final class LossLowering {
  private LossLowering() {}

  static void forward(SoftmaxCrossEntropy op, Node node, Compilation c) {
    Result logits = node.inputs().get(0);
    Result targets = node.inputs().get(1);
    Placed x = c.plain(logits);
    Placed t = c.plain(targets);
    Placed loss = c.define(node.result(0), Layouts.plain(node.types().get(0)));
    Placed logp = c.define(node.result(1), x.desc());
    c.host(
        node,
        List.of(read(0, x), read(1, t), write(2, loss), write(3, logp)),
        memory -> {
          Targets by = Targets.of(targets.type(), logits.type(), memory.get(1));
          FloatBuffer in = memory.get(0).asFloatBuffer();
          FloatBuffer out = memory.get(2).asFloatBuffer();
          FloatBuffer log = memory.get(3).asFloatBuffer();
          int rows = logits.type().dim(0);
          int classes = logits.type().dim(1);
          return () -> {
            double sum = 0;
            for (int n = 0; n < rows; n++) {
              logSoftmax(in, log, n * classes, classes, 1);
              sum += by.dot(log, n);
            }
            out.put(0, (float) (-sum / rows));
          };
        });
  }

  /**
   * Log-softmax of the {@code classes} elements that lie {@code stride} apart from {@code from} on.
   */
  static void logSoftmax(FloatBuffer in, FloatBuffer out, int from, int classes, int stride) {
    float max = in.get(from);
    for (int i = 1; i < classes; i++) {
      max = Math.max(max, in.get(from + i * stride));
    }
    double sum = 0;
    for (int i = 0; i < classes; i++) {
      sum += Math.exp((double) in.get(from + i * stride) - max);
    }
    double shift = max + Math.log(sum);
    for (int i = 0; i < classes; i++) {
      out.put(from + i * stride, (float) (in.get(from + i * stride) - shift));
    }
  }

  static void backward(SoftmaxCrossEntropy.Backward op, Node node, Compilation c) {
    TensorType logits = node.types().get(0);
    Result targets = node.inputs().get(1);
    Placed logp = c.plain(node.inputs().get(0));
    Placed t = c.plain(targets);
    Placed scale = c.plain(node.inputs().get(2));
    Placed dx = c.define(node.result(), logp.desc());
    c.host(
        node,
        List.of(read(0, logp), read(1, t), read(2, scale), write(3, dx)),
        memory -> {
          Targets by = Targets.of(targets.type(), logits, memory.get(1));
          FloatBuffer log = memory.get(0).asFloatBuffer();
          FloatBuffer factor = memory.get(2).asFloatBuffer();
          FloatBuffer out = memory.get(3).asFloatBuffer();
          int rows = logits.dim(0);
          int classes = logits.dim(1);
          return () -> {
            double f = (double) factor.get(0) / rows;
            for (int n = 0; n < rows; n++) {
              double weight = by.sum(n);
              for (int i = n * classes; i < (n + 1) * classes; i++) {
                out.put(i, (float) (f * (weight * Math.exp(log.get(i)) - by.at(i))));
              }
            }
          };
        });
  }

  /** The targets of a batch, by class number or as distributions. */
  private record Targets(IntBuffer numbers, FloatBuffer shares, int classes) {
    static Targets of(TensorType targets, TensorType logits, ByteBuffer memory) {
      return targets.dtype() == DType.I32
          ? new Targets(memory.asIntBuffer(), null, logits.dim(1))
          : new Targets(null, memory.asFloatBuffer(), logits.dim(1));
    }

    /** Sum over the classes of row {@code n} of target times {@code log}. */
    double dot(FloatBuffer log, int n) {
      if (numbers != null) {
        int label = numbers.get(n);
        check(
            label >= 0 && label < classes,
            "class number %d of image %d lies outside 0 to %d",
            label,
            n,
            classes - 1);
        return log.get(n * classes + label);
      }
      double sum = 0;
      for (int i = n * classes; i < (n + 1) * classes; i++) {
        // 0 log 0 is 0: a class without weight may have probability zero.
        sum += shares.get(i) == 0 ? 0 : (double) shares.get(i) * log.get(i);
      }
      return sum;
    }

    /** Sum of the targets of row {@code n}. */
    double sum(int n) {
      double sum = numbers == null ? 0 : 1;
      for (int i = n * classes; numbers == null && i < (n + 1) * classes; i++) {
        sum += shares.get(i);
      }
      return sum;
    }

    /** The target at flat index {@code i}. */
    double at(int i) {
      return numbers != null ? numbers.get(i / classes) == i % classes ? 1 : 0 : shares.get(i);
    }
  }
}
