// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static dev.fovea.onednn.Compilation.read;
import static dev.fovea.onednn.Compilation.write;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.onednn.Selection.Candidate;
import dev.fovea.onednn.Step.Operand;
import dev.fovea.onednn.dnnl.Arg;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.onednn.dnnl.Lrn;
import dev.fovea.onednn.dnnl.Prelu;
import dev.fovea.onednn.dnnl.PrimitiveDesc;
import dev.fovea.onednn.dnnl.Propagation;
import dev.fovea.onednn.dnnl.Tag;
import dev.fovea.op.Dropout;
import dev.fovea.op.LocalResponseNorm;
import dev.fovea.op.PRelu;
import dev.fovea.op.Softmax;
import dev.fovea.tensor.TensorType;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The rarer functions of activations: local response normalisation, PReLU, softmax, dropout. */
final class NeuronLowering {
  private NeuronLowering() {}

  static void lrn(LocalResponseNorm op, Node node, Compilation c) {
    Result x = node.inputs().get(0);
    PrimitiveDesc desc = lrn(op, node, x, c);
    Placed y = c.define(node.result(), desc.dst());
    List<Operand> operands = new ArrayList<>();
    operands.add(read(Arg.SRC, c.use(x, desc.src())));
    operands.add(write(Arg.DST, y));
    if (!desc.workspace().isNone()) {
      Placed workspace = c.scratch(desc.workspace());
      operands.add(write(Arg.WORKSPACE, workspace));
      c.attach(node.result(), workspace);
    }
    c.run(node, desc, operands.toArray(Operand[]::new));
  }

  private static PrimitiveDesc lrn(LocalResponseNorm op, Node node, Result x, Compilation c) {
    List<Candidate> candidates = new ArrayList<>();
    long[] dims = x.type().shape().toLongs();
    for (Tag tag : List.of(Tag.NCHW16C, Tag.NHWC, Tag.NCHW)) {
      Desc desc = Desc.of(Layouts.dataType(x.type()), tag, dims);
      candidates.add(
          Candidate.of(new Lrn.Forward(Propagation.TRAINING, desc, desc, constants(op))));
    }
    return c.choose(node, candidates);
  }

  private static Lrn.Constants constants(LocalResponseNorm op) {
    return new Lrn.Constants(op.size(), (float) op.alpha(), (float) op.beta(), (float) op.k());
  }

  static void lrnBackward(LocalResponseNorm.Backward op, Node node, Compilation c) {
    Result x = node.inputs().get(0);
    PrimitiveDesc forward = lrn(op.forward(), node, x, c);
    Desc desc = forward.src();
    PrimitiveDesc backward =
        c.choose(node, new Lrn.Backward(desc, desc, desc, constants(op.forward()), forward));
    List<Operand> operands = new ArrayList<>();
    operands.add(read(Arg.SRC, c.use(x, desc)));
    operands.add(read(Arg.DIFF_DST, c.use(node.inputs().get(1), desc)));
    operands.add(write(Arg.DIFF_SRC, c.define(node.result(), desc)));
    if (!backward.workspace().isNone()) {
      operands.add(read(Arg.WORKSPACE, c.attached(forwardOf(op, x, c))));
    }
    c.run(node, backward, operands.toArray(Operand[]::new));
  }

  /** The result of the forward application, beside which the workspace lies. */
  private static Result forwardOf(LocalResponseNorm.Backward op, Result x, Compilation c) {
    return c.graph().nodes().stream()
        .filter(n -> n.op().equals(op.forward()) && n.inputs().equals(List.of(x)))
        .findFirst()
        .orElseThrow()
        .result();
  }

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
