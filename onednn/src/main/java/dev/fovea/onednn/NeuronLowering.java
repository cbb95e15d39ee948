// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static dev.fovea.onednn.Compilation.read;
import static dev.fovea.onednn.Compilation.write;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.onednn.dnnl.Arg;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.onednn.dnnl.Prelu;
import dev.fovea.onednn.dnnl.PrimitiveDesc;
import dev.fovea.onednn.dnnl.Propagation;
import dev.fovea.op.Dropout;
import dev.fovea.op.PRelu;
import dev.fovea.op.Softmax;
import dev.fovea.tensor.TensorType;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.List;

/** The rarer functions of activations: PReLU, softmax, dropout. */
final class NeuronLowering {
  private NeuronLowering() {}

  static void prelu(PRelu op, Node node, Compilation c) {
    Result x = node.inputs().get(0);
    Placed source = c.wide(x);
    Desc desc = source.desc();
    Placed slope = slope(node.inputs().get(1), x.type(), c);
    PrimitiveDesc forward =
        c.choose(node, new Prelu.Forward(Propagation.TRAINING, desc, slope.desc(), desc));
    c.run(
        node,
        forward,
        read(Arg.SRC, source),
        read(Arg.WEIGHTS, slope),
        write(Arg.DST, c.define(node.result(), desc)));
  }

  /** Slopes [C] or [1] under the rank of x. */
  private static Placed slope(Result slope, TensorType x, Compilation c) {
    long[] dims = new long[x.rank()];
    Arrays.fill(dims, 1);
    dims[1] = slope.type().dim(0);
    return new Placed(Desc.plain(Layouts.dataType(x), dims), c.plain(slope).place());
  }

  static void preluBackward(PRelu.Backward op, Node node, Compilation c) {
    Result x = node.inputs().get(0);
    Placed source = c.wide(x);
    Desc desc = source.desc();
    Placed slope = slope(node.inputs().get(1), x.type(), c);
    PrimitiveDesc forward =
        c.choose(node, new Prelu.Forward(Propagation.TRAINING, desc, slope.desc(), desc));
    PrimitiveDesc backward =
        c.choose(node, new Prelu.Backward(desc, slope.desc(), desc, slope.desc(), desc, forward));
    Placed gradient = c.define(node.result(1), Layouts.plain(node.types().get(1)));
    c.run(
        node,
        backward,
        read(Arg.SRC, source),
        read(Arg.WEIGHTS, slope),
        read(Arg.DIFF_DST, c.use(node.inputs().get(2), desc)),
        write(Arg.DIFF_SRC, c.define(node.result(), desc)),
        write(Arg.DIFF_WEIGHTS, new Placed(slope.desc(), gradient.place())));
  }

  static void softmax(Softmax op, Node node, Compilation c) {
    Placed x = c.use(node.inputs().get(0), Layouts.plain(node.types().get(0)));
    if (op.log()) {
      logSoftmax(node, x, c);
      return;
    }
    PrimitiveDesc desc = c.choose(node, softmax(false, x.desc()));
    c.runInPlace(node, desc, read(Arg.SRC, x), write(Arg.DST, c.define(node.result(), x.desc())));
  }

  /** In Java: oneDNN's logarithm is a few millionths off where the result is near zero. */
  private static void logSoftmax(Node node, Placed x, Compilation c) {
    TensorType type = node.types().get(0);
    Placed y = c.define(node.result(), x.desc());
    int classes = type.dim(1);
    int pixels = Math.toIntExact(type.elements() / type.dim(0) / classes);
    c.host(
        node,
        List.of(read(0, x), write(1, y)),
        memory -> {
          FloatBuffer in = memory.get(0).asFloatBuffer();
          FloatBuffer out = memory.get(1).asFloatBuffer();
          return () -> {
            for (int n = 0; n < type.dim(0); n++) {
              for (int p = 0; p < pixels; p++) {
                LossLowering.logSoftmax(in, out, n * classes * pixels + p, classes, pixels);
              }
            }
          };
        });
  }

  private static dev.fovea.onednn.dnnl.Softmax.Forward softmax(boolean log, Desc desc) {
    return new dev.fovea.onednn.dnnl.Softmax.Forward(Propagation.TRAINING, log, desc, desc, 1);
  }

  static void softmaxBackward(Softmax.Backward op, Node node, Compilation c) {
    Desc desc = Layouts.plain(node.types().get(0));
    PrimitiveDesc forward = c.choose(node, softmax(op.log(), desc));
    PrimitiveDesc backward =
        c.choose(
            node,
            new dev.fovea.onednn.dnnl.Softmax.Backward(op.log(), desc, desc, desc, 1, forward));
    c.run(
        node,
        backward,
        read(Arg.DST, c.use(node.inputs().get(0), desc)),
        read(Arg.DIFF_DST, c.use(node.inputs().get(1), desc)),
        write(Arg.DIFF_SRC, c.define(node.result(), desc)));
  }

  /** Masks are drawn in logical order, so that every backend drops the same elements. */
  static void dropout(Dropout op, Node node, Compilation c) {
    Placed x = c.use(node.inputs().get(0), Layouts.plain(node.types().get(0)));
    Placed key = c.plain(node.inputs().get(1));
    Placed y = c.define(node.result(), x.desc());
    int elements = Math.toIntExact(node.types().get(0).elements());
    c.host(
        node,
        List.of(read(0, x), read(1, key), write(2, y)),
        memory -> {
          FloatBuffer in = memory.get(0).asFloatBuffer();
          IntBuffer words = memory.get(1).asIntBuffer();
          FloatBuffer out = memory.get(2).asFloatBuffer();
          float scale = (float) op.scale();
          return () -> {
            long mask = op.mask(words.get(0), words.get(1), words.get(2));
            for (int i = 0; i < elements; i++) {
              out.put(i, op.keeps(mask, i) ? in.get(i) * scale : 0);
            }
          };
        });
  }
}
