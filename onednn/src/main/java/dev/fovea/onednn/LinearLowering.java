// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static dev.fovea.onednn.Compilation.read;
import static dev.fovea.onednn.Compilation.write;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.onednn.Selection.Candidate;
import dev.fovea.onednn.Step.Operand;
import dev.fovea.onednn.dnnl.Arg;
import dev.fovea.onednn.dnnl.DataType;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.onednn.dnnl.InnerProduct;
import dev.fovea.onednn.dnnl.PrimitiveDesc;
import dev.fovea.onednn.dnnl.Propagation;
import dev.fovea.op.Linear;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fully connected layers as inner products. An image operand is read in the layout it has, with the
 * weights laid out to match, so flattening costs nothing.
 */
final class LinearLowering {
  private LinearLowering() {}

  static void forward(Linear op, Node node, Compilation c) {
    forward(Tail.NONE, node, node.inputs(), c);
  }

  static void forward(Tail tail, Node node, List<Result> in, Compilation c) {
    Result x = in.get(0);
    Optional<Desc> bias =
        in.size() == 3 ? Optional.of(Layouts.plain(in.get(2).type())) : Optional.empty();
    Desc dst = Layouts.plain(node.types().get(0));
    List<Candidate> candidates = new ArrayList<>();
    for (Desc src : sources(present(x, c), x.type())) {
      candidates.add(
          new Candidate(
              new InnerProduct.Forward(
                  Propagation.TRAINING, src, weights(in.get(1).type(), x.type()), bias, dst),
              tail.attributes(dst)));
    }
    PrimitiveDesc desc = c.choose(node, candidates);
    c.prefer(in.get(1), desc.weights());
    List<Operand> operands = new ArrayList<>();
    operands.add(read(Arg.SRC, c.use(x, desc.src())));
    operands.add(read(Arg.WEIGHTS, c.use(in.get(1), desc.weights())));
    bias.ifPresent(b -> operands.add(read(Arg.BIAS, c.use(in.get(2), b))));
    operands.addAll(tail.operands(dst, c));
    operands.add(write(Arg.DST, c.define(node.result(), dst)));
    c.run(node, desc, operands.toArray(Operand[]::new));
  }

  static void backwardData(Linear.BackwardData op, Node node, Compilation c) {
    Result dy = node.inputs().get(0);
    Result w = node.inputs().get(1);
    Desc dst = Layouts.plain(dy.type());
    Desc image =
        op.input().rank() == 4
            ? c.layouts().image(op.input(), DataType.F32)
            : Layouts.plain(op.input());
    PrimitiveDesc hint = hint(node, image, w.type(), op.input(), dst, c);
    List<Candidate> candidates = new ArrayList<>();
    for (Desc src : sources(image, op.input())) {
      candidates.add(
          Candidate.of(
              new InnerProduct.BackwardData(src, weights(w.type(), op.input()), dst, hint)));
    }
    PrimitiveDesc desc = c.choose(node, candidates);
    c.run(
        node,
        desc,
        read(Arg.DIFF_DST, c.use(dy, desc.diffDst())),
        read(Arg.WEIGHTS, c.use(w, desc.weights())),
        write(Arg.DIFF_SRC, c.define(node.result(), desc.diffSrc())));
  }

  static void backwardWeights(Linear.BackwardWeights op, Node node, Compilation c) {
    Result x = node.inputs().get(0);
    Result dy = node.inputs().get(1);
    Desc dst = Layouts.plain(dy.type());
    Optional<Desc> bias =
        op.bias() ? Optional.of(Desc.plain(DataType.F32, op.weights().dim(0))) : Optional.empty();
    PrimitiveDesc hint = hint(node, present(x, c), op.weights(), x.type(), dst, c);
    List<Candidate> candidates = new ArrayList<>();
    for (Desc src : sources(present(x, c), x.type())) {
      candidates.add(
          Candidate.of(
              new InnerProduct.BackwardWeights(
                  src, weights(op.weights(), x.type()), bias, dst, hint)));
    }
    PrimitiveDesc desc = c.choose(node, candidates);
    List<Operand> operands = new ArrayList<>();
    operands.add(read(Arg.SRC, c.use(x, desc.src())));
    operands.add(read(Arg.DIFF_DST, c.use(dy, desc.diffDst())));
    operands.add(write(Arg.DIFF_WEIGHTS, c.define(node.result(), desc.diffWeights())));
    if (op.bias()) {
      operands.add(write(Arg.DIFF_BIAS, c.define(node.result(1), desc.diffBias())));
    }
    c.run(node, desc, operands.toArray(Operand[]::new));
  }

  private static PrimitiveDesc hint(
      Node node, Desc image, TensorType w, TensorType x, Desc dst, Compilation c) {
    List<Candidate> candidates = new ArrayList<>();
    for (Desc src : sources(image, x)) {
      candidates.add(
          Candidate.of(
              new InnerProduct.Forward(
                  Propagation.TRAINING, src, weights(w, x), Optional.empty(), dst)));
    }
    return c.choose(node, candidates);
  }

  /** The layout an operand has, in f32: classifiers are not computed in less. */
  private static Desc present(Result x, Compilation c) {
    Desc desc = c.primary(x).desc();
    DataType own = Layouts.dataType(x.type());
    return desc.type() == own ? desc : Layouts.like(desc, x.type(), own);
  }

  /** The layouts to try for the operand: as it is, then as oneDNN likes, then row-major. */
  private static List<Desc> sources(Desc present, TensorType x) {
    return x.rank() == 4
        ? List.of(present, Layouts.any(x), Layouts.plain(x))
        : List.of(Layouts.plain(x), Layouts.any(x));
  }

  /** Weights [O,I] seen as [O,C,H,W] beside an image. */
  private static Desc weights(TensorType w, TensorType x) {
    if (x.rank() != 4) {
      return Layouts.any(w);
    }
    return Desc.any(DataType.F32, w.dim(0), x.dim(1), x.dim(2), x.dim(3));
  }
}
