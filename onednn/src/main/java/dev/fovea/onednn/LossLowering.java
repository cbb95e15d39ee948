// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static dev.fovea.onednn.Compilation.read;
import static dev.fovea.onednn.Compilation.write;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.onednn.dnnl.Arg;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.onednn.dnnl.PrimitiveDesc;
import dev.fovea.onednn.dnnl.Propagation;
import dev.fovea.onednn.dnnl.Softmax;
import dev.fovea.op.SoftmaxCrossEntropy;
import dev.fovea.tensor.DType;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.List;

/**
 * Softmax cross-entropy: oneDNN's log-softmax does the exponentials, both ways; Java picks the
 * targets out of it, N or N C elements of work.
 */
final class LossLowering {
  private LossLowering() {}

  static void forward(SoftmaxCrossEntropy op, Node node, Compilation c) {
    Placed x = c.plain(node.inputs().get(0));
    Desc desc = x.desc();
    Placed logp = c.define(node.result(1), desc);
    c.run(node, c.choose(node, logSoftmax(desc)), read(Arg.SRC, x), write(Arg.DST, logp));
    if (!c.isNeeded(node.result(0))) {
      return;
    }
    Result targets = node.inputs().get(1);
    Placed t = c.plain(targets);
    Placed loss = c.define(node.result(0), Layouts.plain(node.types().get(0)));
    int rows = node.inputs().get(0).type().dim(0);
    int classes = node.inputs().get(0).type().dim(1);
    boolean byClass = targets.type().dtype() == DType.I32;
    c.host(
        node,
        List.of(read(0, logp), read(1, t), write(2, loss)),
        memory -> {
          FloatBuffer p = memory.get(0).asFloatBuffer();
          FloatBuffer soft = memory.get(1).asFloatBuffer();
          IntBuffer labels = memory.get(1).asIntBuffer();
          FloatBuffer out = memory.get(2).asFloatBuffer();
          return () -> {
            double sum = 0;
            if (byClass) {
              for (int n = 0; n < rows; n++) {
                sum -= p.get(n * classes + label(labels, n, classes));
              }
            } else {
              for (int i = 0; i < rows * classes; i++) {
                // 0 log 0 is 0: a class without weight may have probability zero.
                sum -= soft.get(i) == 0 ? 0 : (double) soft.get(i) * p.get(i);
              }
            }
            out.put(0, (float) (sum / rows));
          };
        });
  }

  /**
   * A label out of range would read foreign memory: count it as the nearest class; loaders refuse
   * it before.
   */
  private static int label(IntBuffer labels, int n, int classes) {
    return Math.max(0, Math.min(classes - 1, labels.get(n)));
  }

  private static Softmax.Forward logSoftmax(Desc desc) {
    return new Softmax.Forward(Propagation.TRAINING, true, desc, desc, 1);
  }

  /**
   * {@code dx = g - exp(log p) sum(g)} with {@code g = -t dloss / N}, which is log-softmax's own
   * gradient.
   */
  static void backward(SoftmaxCrossEntropy.Backward op, Node node, Compilation c) {
    Placed logp = c.plain(node.inputs().get(0));
    Result targets = node.inputs().get(1);
    Placed t = c.plain(targets);
    Placed scale = c.plain(node.inputs().get(2));
    Desc desc = logp.desc();
    Placed g = c.scratch(desc);
    int rows = node.types().get(0).dim(0);
    int classes = node.types().get(0).dim(1);
    boolean byClass = targets.type().dtype() == DType.I32;
    c.host(
        node,
        List.of(read(0, t), read(1, scale), write(2, g)),
        memory -> {
          FloatBuffer soft = memory.get(0).asFloatBuffer();
          IntBuffer labels = memory.get(0).asIntBuffer();
          FloatBuffer factor = memory.get(1).asFloatBuffer();
          FloatBuffer out = memory.get(2).asFloatBuffer();
          return () -> {
            float f = -factor.get(0) / rows;
            for (int i = 0; i < rows * classes; i++) {
              out.put(i, byClass ? 0 : f * soft.get(i));
            }
            for (int n = 0; byClass && n < rows; n++) {
              out.put(n * classes + label(labels, n, classes), f);
            }
          };
        });
    Placed dx = c.define(node.result(), desc);
    PrimitiveDesc forward = c.choose(node, logSoftmax(desc));
    PrimitiveDesc backward =
        c.choose(node, new Softmax.Backward(true, desc, desc, desc, 1, forward));
    c.run(node, backward, read(Arg.DST, logp), read(Arg.DIFF_DST, g), write(Arg.DIFF_SRC, dx));
  }
}
