// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static dev.fovea.onednn.Compilation.read;
import static dev.fovea.onednn.Compilation.write;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.onednn.Selection.Candidate;
import dev.fovea.onednn.Step.Operand;
import dev.fovea.onednn.dnnl.Arg;
import dev.fovea.onednn.dnnl.BatchNorm.Backward;
import dev.fovea.onednn.dnnl.BatchNorm.Flags;
import dev.fovea.onednn.dnnl.BatchNorm.Forward;
import dev.fovea.onednn.dnnl.DataType;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.onednn.dnnl.PrimitiveDesc;
import dev.fovea.onednn.dnnl.Propagation;
import dev.fovea.onednn.dnnl.Tag;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.BatchNormInference;
import dev.fovea.op.BatchNormReluBackward;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Batch normalisation, in the layout of its operand if there is a fast kernel for it. A ReLU behind
 * it is part of the kernel; what its gradient needs of it is a bit an element, the workspace.
 */
final class BatchNormLowering {
  private BatchNormLowering() {}

  static void forward(BatchNorm op, Node node, Compilation c) {
    forward(op, false, node, node.inputs(), c);
  }

  static void forward(BatchNorm op, boolean relu, Node node, List<Result> in, Compilation c) {
    boolean affine = in.size() == 3;
    Flags flags = new Flags(affine, affine, false, relu);
    PrimitiveDesc desc = choose(node, in.get(0), (float) op.eps(), Propagation.TRAINING, flags, c);
    List<Operand> operands = new ArrayList<>();
    operands.add(read(Arg.SRC, c.use(in.get(0), desc.src())));
    operands.add(write(Arg.DST, define(node.result(), desc.dst(), c)));
    operands.add(write(Arg.MEAN, c.define(node.result(1), vector(node.types().get(1)))));
    operands.add(write(Arg.VARIANCE, c.define(node.result(2), vector(node.types().get(2)))));
    if (affine) {
      operands.add(read(Arg.SCALE, c.plain(in.get(1))));
      operands.add(read(Arg.SHIFT, c.plain(in.get(2))));
    }
    if (relu) {
      Placed mask = c.scratch(desc.workspace());
      operands.add(write(Arg.WORKSPACE, mask));
      c.attach(node.result(), mask);
    }
    c.hint(node.result(1), desc);
    c.run(node, desc, operands.toArray(Operand[]::new));
  }

  static void inference(BatchNormInference op, Node node, Compilation c) {
    inference(op, false, node, node.inputs(), c);
  }

  static void inference(
      BatchNormInference op, boolean relu, Node node, List<Result> in, Compilation c) {
    boolean affine = in.size() == 5;
    Flags flags = new Flags(affine, affine, true, relu);
    PrimitiveDesc desc = choose(node, in.get(0), (float) op.eps(), Propagation.INFERENCE, flags, c);
    List<Operand> operands = new ArrayList<>();
    operands.add(read(Arg.MEAN, c.plain(in.get(in.size() - 2))));
    operands.add(read(Arg.VARIANCE, c.plain(in.get(in.size() - 1))));
    if (affine) {
      operands.add(read(Arg.SCALE, c.plain(in.get(1))));
      operands.add(read(Arg.SHIFT, c.plain(in.get(2))));
    }
    c.runInPlace(
        node,
        desc,
        read(Arg.SRC, c.use(in.get(0), desc.src())),
        write(Arg.DST, define(node.result(), desc.dst(), c)),
        operands.toArray(Operand[]::new));
  }

  static void backward(BatchNorm.Backward op, Node node, Compilation c) {
    backward(op.eps(), null, node, node.inputs(), c);
  }

  /** The fused forward kernel left the mask: the pipeline makes this op only behind one. */
  static void backwardRelu(BatchNormReluBackward op, Node node, Compilation c) {
    Placed mask = c.attached(node.inputs().get(0));
    backward(op.eps(), mask, node, node.inputs().subList(1, node.inputs().size()), c);
  }

  private static void backward(double eps, Placed mask, Node node, List<Result> in, Compilation c) {
    boolean affine = in.size() == 5;
    Flags flags = new Flags(affine, affine, false, mask != null);
    // The kernel of the forward pass: the backward one must read x in its layout.
    PrimitiveDesc forward = c.hint(in.get(2));
    if (forward == null) {
      forward = choose(node, in.get(1), (float) eps, Propagation.TRAINING, flags, c);
    }
    Desc image = forward.src();
    PrimitiveDesc desc =
        c.choose(node, new Backward(image, image, image, (float) eps, flags, forward));
    List<Operand> operands = new ArrayList<>();
    operands.add(read(Arg.SRC, c.use(in.get(1), image)));
    operands.add(read(Arg.MEAN, c.plain(in.get(2))));
    operands.add(read(Arg.VARIANCE, c.plain(in.get(3))));
    if (affine) {
      operands.add(read(Arg.SCALE, c.plain(in.get(4))));
      operands.add(write(Arg.DIFF_SCALE, c.define(node.result(1), vector(node.types().get(1)))));
      operands.add(write(Arg.DIFF_SHIFT, c.define(node.result(2), vector(node.types().get(2)))));
    }
    if (mask != null) {
      operands.add(read(Arg.WORKSPACE, mask));
    }
    c.runInPlace(
        node,
        desc,
        read(Arg.DIFF_DST, c.use(in.get(0), image)),
        write(Arg.DIFF_SRC, define(node.result(), image, c)),
        operands.toArray(Operand[]::new));
  }

  private static PrimitiveDesc choose(
      Node node, Result x, float eps, Propagation propagation, Flags flags, Compilation c) {
    List<Candidate> candidates = new ArrayList<>();
    for (Desc desc : layouts(x, c)) {
      candidates.add(Candidate.of(new Forward(propagation, desc, desc, eps, flags)));
    }
    return c.choose(node, candidates);
  }

  /** As the operand is, then by family; features [N,C] are images of one pixel. */
  private static List<Desc> layouts(Result x, Compilation c) {
    TensorType type = x.type();
    List<Desc> layouts = new ArrayList<>();
    if (type.rank() == 2) {
      type = type.withShape(Shape.of(type.dim(0), type.dim(1), 1, 1));
    } else {
      layouts.add(c.primary(x).desc());
    }
    long[] dims = type.shape().toLongs();
    DataType elements = x.type().rank() == 4 ? c.primary(x).desc().type() : DataType.F32;
    for (Tag tag : List.of(Tag.NHWC, Tag.NCHW, Tag.NCHW16C)) {
      layouts.add(Desc.of(elements, tag, dims));
    }
    return layouts;
  }

  /** A result in a kernel's image layout, which for features is their own under two more axes. */
  private static Placed define(Result value, Desc image, Compilation c) {
    if (value.type().rank() == 4) {
      return c.define(value, image);
    }
    Placed placed = c.define(value, Layouts.plain(value.type()));
    if (!image.innerBlocks().isEmpty()) {
      throw new IllegalStateException("features in blocks: " + image);
    }
    return new Placed(image, placed.place());
  }

  private static Desc vector(TensorType type) {
    return Layouts.plain(type);
  }
}
