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
import dev.fovea.onednn.dnnl.PrimitiveDesc;
import dev.fovea.onednn.dnnl.Propagation;
import dev.fovea.onednn.dnnl.Tag;
import dev.fovea.op.LocalResponseNorm;
import dev.fovea.tensor.TensorType;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Local response normalisation: by oneDNN for the sizes it gets right, in Java for the others. */
final class LrnLowering {
  /**
   * oneDNN 3.11's backward kernel over channels innermost reads past its memory for size 1, and is
   * wrong for 7 and 9 where channels do not fill blocks of 16. Asking for another layout is no way
   * out: with one channel or one pixel it is the same layout.
   */
  private static final Set<Integer> NATIVE_SIZES = Set.of(3, 5);

  private LrnLowering() {}

  static void forward(LocalResponseNorm op, Node node, Compilation c) {
    if (!NATIVE_SIZES.contains(op.size())) {
      inJava(op, node, c);
      return;
    }
    Result x = node.inputs().get(0);
    PrimitiveDesc desc = desc(op, node, x, c);
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

  private static PrimitiveDesc desc(LocalResponseNorm op, Node node, Result x, Compilation c) {
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

  static void backward(LocalResponseNorm.Backward op, Node node, Compilation c) {
    if (!NATIVE_SIZES.contains(op.forward().size())) {
      inJava(op.forward(), node, c);
      return;
    }
    Result x = node.inputs().get(0);
    PrimitiveDesc forward = desc(op.forward(), node, x, c);
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

  /** The op or its gradient, whose second operand is the gradient of the result. */
  private static void inJava(LocalResponseNorm op, Node node, Compilation c) {
    TensorType type = node.types().get(0);
    List<Operand> operands = new ArrayList<>();
    for (Result input : node.inputs()) {
      operands.add(read(operands.size(), c.plain(input)));
    }
    int out = operands.size();
    operands.add(write(out, c.define(node.result(), Layouts.plain(type))));
    c.host(
        node,
        operands,
        memory -> {
          Columns columns = new Columns(op, type);
          FloatBuffer x = memory.get(0).asFloatBuffer();
          FloatBuffer result = memory.get(out).asFloatBuffer();
          if (out == 1) {
            return () -> columns.forward(x, result);
          }
          FloatBuffer dy = memory.get(1).asFloatBuffer();
          return () -> columns.backward(x, dy, result);
        });
  }

  /** The channels of one pixel after the other. */
  private static final class Columns {
    private final LocalResponseNorm op;
    private final int channels;
    private final int pixels;
    private final int elements;
    private final double[] x;
    private final double[] scale;
    private final double[] product;
    private final double[] own;

    Columns(LocalResponseNorm op, TensorType type) {
      this.op = op;
      channels = type.dim(1);
      pixels = Math.multiplyExact(type.dim(2), type.dim(3));
      elements = Math.toIntExact(type.elements());
      x = new double[channels];
      scale = new double[channels];
      product = new double[channels];
      own = new double[channels];
    }

    void forward(FloatBuffer source, FloatBuffer result) {
      for (int image = 0; image < elements; image += channels * pixels) {
        for (int first = image; first < image + pixels; first++) {
          read(source, first);
          for (int i = 0; i < channels; i++) {
            result.put(first + i * pixels, (float) (x[i] * power(scale[i])));
          }
        }
      }
    }

    /** See {@link LocalResponseNorm.Backward}. */
    void backward(FloatBuffer source, FloatBuffer dy, FloatBuffer result) {
      double factor = 2 * op.beta() * op.alpha() / op.size();
      for (int image = 0; image < elements; image += channels * pixels) {
        for (int first = image; first < image + pixels; first++) {
          read(source, first);
          for (int i = 0; i < channels; i++) {
            own[i] = dy.get(first + i * pixels) * power(scale[i]);
            product[i] = own[i] * x[i] / scale[i];
          }
          for (int i = 0; i < channels; i++) {
            double through = factor * x[i] * around(product, i);
            result.put(first + i * pixels, (float) (own[i] - through));
          }
        }
      }
    }

    /** A pixel's channels, and what each is divided by, before the power. */
    private void read(FloatBuffer source, int first) {
      for (int i = 0; i < channels; i++) {
        x[i] = source.get(first + i * pixels);
        product[i] = x[i] * x[i];
      }
      for (int i = 0; i < channels; i++) {
        scale[i] = op.k() + op.alpha() / op.size() * around(product, i);
      }
    }

    private double around(double[] values, int i) {
      int half = op.size() / 2;
      int end = (int) Math.min(channels, (long) i + half + 1);
      double sum = 0;
      for (int j = Math.max(0, i - half); j < end; j++) {
        sum += values[j];
      }
      return sum;
    }

    /** {@code s^-beta}; the usual beta without the slow power. */
    private double power(double s) {
      return op.beta() == 0.75 ? 1 / Math.sqrt(s * Math.sqrt(s)) : Math.pow(s, -op.beta());
    }
  }
}
