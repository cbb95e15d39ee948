// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static dev.fovea.onednn.Compilation.read;
import static dev.fovea.onednn.Compilation.write;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.onednn.Selection.Candidate;
import dev.fovea.onednn.Step.Operand;
import dev.fovea.onednn.dnnl.Arg;
import dev.fovea.onednn.dnnl.Attributes;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.onednn.dnnl.EltwiseKind;
import dev.fovea.onednn.dnnl.Pooling;
import dev.fovea.onednn.dnnl.PostOp;
import dev.fovea.onednn.dnnl.PrimitiveDesc;
import dev.fovea.onednn.dnnl.Propagation;
import dev.fovea.onednn.dnnl.Size;
import dev.fovea.onednn.dnnl.Sliding;
import dev.fovea.op.Pool;
import dev.fovea.tensor.Axis;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import dev.fovea.tensor.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * Pooling in the layout of its operand. A window that hangs over the end (ceil mode) becomes
 * padding; where that padding must not count but declared padding must, the operand is padded in
 * memory first.
 */
final class PoolLowering {
  private PoolLowering() {}

  /** A pool as oneDNN knows it, over an operand that may have grown by zero padding in memory. */
  private record Plan(Pooling.Kind kind, Size size, Sliding sliding, TensorType x, float scale) {}

  private static Plan plan(Pool op, TensorType x, TensorType y) {
    Window w = op.window();
    Axis h = w.h().withPad(w.h().padLo(), w.h().padHiFor(x.dim(2), y.dim(2)));
    Axis v = w.w().withPad(w.w().padLo(), w.w().padHiFor(x.dim(3), y.dim(3)));
    boolean hangs = h.padHi() > w.h().padHi() || v.padHi() > w.w().padHi();
    TensorType operand = x;
    boolean padded = w.isPadded();
    if (op.kind() == Pool.Kind.AVERAGE && hangs && padded) {
      operand =
          x.withShape(
              Shape.of(
                  x.dim(0),
                  x.dim(1),
                  x.dim(2) + w.h().padLo() + w.h().padHi(),
                  x.dim(3) + w.w().padLo() + w.w().padHi()));
      h = w.h().withPad(0, Math.max(0, h.padHi() - w.h().padHi()));
      v = w.w().withPad(0, Math.max(0, v.padHi() - w.w().padHi()));
    }
    Pooling.Kind kind =
        switch (op.kind()) {
          case MAX -> Pooling.Kind.MAX;
          case SUM -> Pooling.Kind.AVERAGE_WITH_PADDING;
          case AVERAGE_VALID -> Pooling.Kind.AVERAGE;
          case AVERAGE -> hangs ? Pooling.Kind.AVERAGE : Pooling.Kind.AVERAGE_WITH_PADDING;
        };
    float scale = op.kind() == Pool.Kind.SUM ? w.taps() : 1;
    Size size = new Size(w.h().size(), w.w().size());
    return new Plan(kind, size, ConvolutionLowering.sliding(new Window(h, v)), operand, scale);
  }

  static void forward(Pool op, Node node, Compilation c) {
    Result value = node.inputs().get(0);
    TensorType y = node.types().get(0);
    Plan plan = plan(op, value.type(), y);
    Placed x = c.primary(value);
    if (!plan.x.equals(value.type())) {
      x = pad(op, node, x, plan.x, c);
    }
    boolean training = op.kind() == Pool.Kind.MAX && c.isNeeded(node.result(1));
    PrimitiveDesc desc = c.choose(node, forward(plan, training, x.desc(), y));
    List<Operand> operands = new ArrayList<>();
    operands.add(read(Arg.SRC, x));
    operands.add(write(Arg.DST, c.define(node.result(), desc.dst())));
    if (training) {
      operands.add(write(Arg.WORKSPACE, c.define(node.result(1), desc.workspace())));
      c.hint(node.result(1), desc);
    }
    c.run(node, desc, operands.toArray(Operand[]::new));
  }

  private static List<Candidate> forward(Plan plan, boolean training, Desc src, TensorType y) {
    Attributes attributes =
        plan.scale == 1
            ? Attributes.DEFAULT
            : Attributes.DEFAULT.then(new PostOp.Eltwise(EltwiseKind.LINEAR, plan.scale, 0));
    Propagation propagation = training ? Propagation.TRAINING : Propagation.INFERENCE;
    List<Candidate> candidates = new ArrayList<>();
    for (Desc dst : List.of(Layouts.like(src, y), Layouts.any(y, src.type()))) {
      candidates.add(
          new Candidate(
              new Pooling.Forward(propagation, plan.kind, src, dst, plan.size, plan.sliding),
              attributes));
    }
    return candidates;
  }

  static void backward(Pool.Backward op, Node node, Compilation c) {
    Result gradient = node.inputs().get(0);
    boolean max = op.forward().kind() == Pool.Kind.MAX;
    Plan plan = plan(op.forward(), op.input(), gradient.type());
    PrimitiveDesc hint;
    Desc src;
    Desc dst;
    if (max) {
      hint = c.hint(node.inputs().get(1));
      src = hint.src();
      dst = hint.dst();
    } else {
      src = c.image(plan.x);
      dst = c.image(gradient.type());
      hint =
          c.choose(
              node,
              new Pooling.Forward(
                  Propagation.TRAINING, plan.kind, src, dst, plan.size, plan.sliding));
    }
    PrimitiveDesc desc =
        c.choose(
            node,
            new Pooling.Backward(plan.kind, src, dst, plan.size, plan.sliding, hint),
            new Pooling.Backward(
                plan.kind,
                src,
                Layouts.any(gradient.type(), src.type()),
                plan.size,
                plan.sliding,
                hint));
    boolean cropped = !plan.x.equals(op.input());
    Placed dx =
        cropped || plan.scale != 1
            ? c.scratch(desc.diffSrc())
            : c.define(node.result(), desc.diffSrc());
    List<Operand> operands = new ArrayList<>();
    operands.add(read(Arg.DIFF_DST, c.use(gradient, desc.diffDst())));
    operands.add(write(Arg.DIFF_SRC, dx));
    if (max) {
      operands.add(read(Arg.WORKSPACE, c.primary(node.inputs().get(1))));
    }
    c.run(node, desc, operands.toArray(Operand[]::new));
    if (plan.scale != 1) {
      Placed result = c.define(node.result(), dx.desc());
      PrimitiveDesc scale =
          c.choose(
              node,
              new dev.fovea.onednn.dnnl.Eltwise.Forward(
                  Propagation.INFERENCE, EltwiseKind.LINEAR, dx.desc(), dx.desc(), plan.scale, 0));
      c.runInPlace(node, scale, read(Arg.SRC, dx), write(Arg.DST, result));
    } else if (cropped) {
      Placed result = c.define(node.result(), Layouts.like(dx.desc(), op.input()));
      c.copy(node, new Placed(inner(op.forward(), dx.desc(), op.input()), dx.place()), result);
    }
  }

  /** The operand inside a larger one whose border is zero. */
  private static Placed pad(Pool op, Node node, Placed x, TensorType padded, Compilation c) {
    Placed large = c.scratch(Layouts.like(x.desc(), padded));
    c.zero(node, large);
    c.copyInto(node, x, new Placed(inner(op, large.desc(), x.desc()), large.place()));
    return large;
  }

  private static Desc inner(Pool op, Desc large, TensorType x) {
    return inner(op, large, x.shape().toLongs());
  }

  private static Desc inner(Pool op, Desc large, Desc x) {
    return inner(op, large, Compilation.longs(x.dims()));
  }

  private static Desc inner(Pool op, Desc large, long[] dims) {
    long[] offsets = {0, 0, op.window().h().padLo(), op.window().w().padLo()};
    return large.submemory(dims, offsets).orElseThrow();
  }
}
