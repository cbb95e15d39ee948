// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static dev.fovea.onednn.Compilation.read;
import static dev.fovea.onednn.Compilation.update;
import static dev.fovea.onednn.Compilation.write;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.onednn.Selection.Candidate;
import dev.fovea.onednn.Step.Operand;
import dev.fovea.onednn.dnnl.Arg;
import dev.fovea.onednn.dnnl.Attributes;
import dev.fovea.onednn.dnnl.Convolution;
import dev.fovea.onednn.dnnl.DataType;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.onednn.dnnl.PrimitiveDesc;
import dev.fovea.onednn.dnnl.Propagation;
import dev.fovea.onednn.dnnl.Size;
import dev.fovea.onednn.dnnl.Sliding;
import dev.fovea.onednn.dnnl.Spec;
import dev.fovea.op.Conv2d;
import dev.fovea.tensor.TensorType;
import dev.fovea.tensor.Window;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Convolutions. Images are asked for in the graph's layout first, then left to oneDNN, then in the
 * other layout; weights are always left to it, and the forward kernel's choice becomes the layout
 * of the parameter.
 */
final class ConvolutionLowering {
  private ConvolutionLowering() {}

  static void forward(Conv2d op, Node node, Compilation c) {
    forward(op, Tail.NONE, node, node.inputs(), c);
  }

  static void forward(Conv2d op, Tail tail, Node node, List<Result> in, Compilation c) {
    TensorType x = in.get(0).type();
    TensorType y = node.types().get(0);
    Optional<Desc> bias =
        in.size() == 3 ? Optional.of(Layouts.plain(in.get(2).type())) : Optional.empty();
    Attributes attributes = tail.summing();
    BiFunction<Desc, Desc, Spec> spec =
        (src, dst) ->
            new Convolution.Forward(
                Propagation.TRAINING,
                src,
                weights(op, in.get(1).type(), src.type()),
                bias,
                dst,
                sliding(op.window()));
    Optional<Desc> slice = slice(node, c);
    PrimitiveDesc desc =
        slice
            .flatMap(s -> c.fast(node, new Candidate(spec.apply(c.image(x), s), attributes)))
            .orElseGet(() -> c.choose(node, type -> candidates(c, x, y, type, attributes, spec)));
    // Parameters are f32 whatever the images are, in the layout that f32 kernels like.
    boolean wide = desc.weights().type() == DataType.F32;
    c.prefer(
        in.get(1),
        wide
            ? desc.weights()
            : c.choose(node, candidates(c, x, y, DataType.F32, attributes, spec)).weights());
    List<Operand> operands = new ArrayList<>();
    operands.add(read(Arg.SRC, c.use(in.get(0), desc.src())));
    operands.add(read(Arg.WEIGHTS, c.use(in.get(1), desc.weights())));
    bias.ifPresent(b -> operands.add(read(Arg.BIAS, c.use(in.get(2), b))));
    if (slice.isPresent() && desc.dst().equals(slice.get())) {
      Result whole = c.joins().slotOf(node.result()).orElseThrow().whole();
      c.alias(node.result(), new Placed(desc.dst(), c.joined(whole).place()));
      operands.add(update(Arg.DST, c.primary(node.result())));
    } else if (tail.addsFirst()) {
      Placed other = c.use(tail.others().get(0), desc.dst());
      Placed result = c.define(node.result(), desc.dst());
      c.copy(node, other, result);
      operands.add(update(Arg.DST, result));
    } else {
      operands.add(write(Arg.DST, c.define(node.result(), desc.dst())));
    }
    c.run(node, desc, operands.toArray(Operand[]::new));
  }

  /**
   * The layout of the slice of a joined value that this convolution should write, if there is one.
   */
  private static Optional<Desc> slice(Node node, Compilation c) {
    return c.joins()
        .slotOf(node.result())
        .flatMap(slot -> slot.within(c.image(slot.whole().type()), node.types().get(0)));
  }

  static void backwardData(Conv2d.BackwardData op, Node node, Compilation c) {
    TensorType x = op.input();
    Result dy = node.inputs().get(0);
    Result w = node.inputs().get(1);
    Hints hints = new Hints(op.forward(), node, x, w.type(), dy.type(), c);
    BiFunction<Desc, Desc, Spec> spec =
        (src, dst) ->
            new Convolution.BackwardData(
                src,
                weights(op.forward(), w.type(), src.type()),
                dst,
                sliding(op.forward().window()),
                hints.of(src.type()));
    PrimitiveDesc desc =
        piece(dy, c)
            .flatMap(p -> c.fast(node, Candidate.of(spec.apply(c.image(x), p))))
            .orElseGet(
                () ->
                    c.choose(
                        node, type -> candidates(c, x, dy.type(), type, Attributes.DEFAULT, spec)));
    c.run(
        node,
        desc,
        read(Arg.DIFF_DST, c.use(dy, desc.diffDst())),
        read(Arg.WEIGHTS, c.use(w, desc.weights())),
        write(Arg.DIFF_SRC, c.define(node.result(), desc.diffSrc())));
  }

  static void backwardWeights(Conv2d.BackwardWeights op, Node node, Compilation c) {
    Result x = node.inputs().get(0);
    Result dy = node.inputs().get(1);
    WeightGradient kernels = new WeightGradient(op, node, c);
    PrimitiveDesc desc =
        piece(dy, c)
            .flatMap(p -> kernels.fast(x.type(), dy.type(), p))
            .orElseGet(() -> kernels.choose(x.type(), dy.type(), Optional.empty()));
    if (Selection.isFallback(desc)) {
      Optional<BatchParts> parts = BatchParts.of(node, c, kernels::choose);
      if (parts.isPresent()) {
        parts.get().lower(op.bias());
        return;
      }
    }
    List<Operand> operands = new ArrayList<>();
    operands.add(read(Arg.SRC, c.use(x, desc.src())));
    operands.add(read(Arg.DIFF_DST, c.use(dy, desc.diffDst())));
    operands.add(write(Arg.DIFF_WEIGHTS, c.define(node.result(), desc.diffWeights())));
    if (op.bias()) {
      operands.add(write(Arg.DIFF_BIAS, c.define(node.result(1), desc.diffBias())));
    }
    c.run(node, desc, operands.toArray(Operand[]::new));
  }

  /** The kernels of a weight gradient, over images and gradients of any batch. */
  private record WeightGradient(Conv2d.BackwardWeights op, Node node, Compilation c) {
    /** The best one, with a layout of the weights if one is asked for. */
    PrimitiveDesc choose(TensorType x, TensorType dy, Optional<Desc> weights) {
      BiFunction<Desc, Desc, Spec> spec = spec(x, dy, weights);
      return c.choose(node, type -> candidates(c, x, dy, type, Attributes.DEFAULT, spec));
    }

    /** A fast one that reads gradients in that layout. */
    Optional<PrimitiveDesc> fast(TensorType x, TensorType dy, Desc layout) {
      Spec spec = spec(x, dy, Optional.empty()).apply(c.image(x), layout);
      return c.fast(node, Candidate.of(spec));
    }

    private BiFunction<Desc, Desc, Spec> spec(TensorType x, TensorType dy, Optional<Desc> weights) {
      Conv2d forward = op.forward();
      Optional<Desc> bias =
          op.bias() ? Optional.of(Desc.plain(DataType.F32, op.weights().dim(0))) : Optional.empty();
      Hints hints = new Hints(forward, node, x, op.weights(), dy, c);
      // Gradients are f32 whatever the images are.
      Desc w =
          weights.orElseGet(() -> ConvolutionLowering.weights(forward, op.weights(), DataType.F32));
      return (src, dst) ->
          new Convolution.BackwardWeights(
              src, w, bias, dst, sliding(forward.window()), hints.of(src.type()));
    }
  }

  /** The layout of a gradient that is a piece of a larger value, to be read where it lies. */
  private static Optional<Desc> piece(Result dy, Compilation c) {
    Desc desc = c.primary(dy).desc();
    boolean dense = desc.equals(Layouts.like(desc, dy.type()));
    return dense ? Optional.empty() : Optional.of(desc);
  }

  /** Forward descriptors of the same shapes, which oneDNN wants to see beside backward ones. */
  private record Hints(
      Conv2d op,
      Node node,
      TensorType x,
      TensorType w,
      TensorType y,
      Compilation c,
      Map<DataType, PrimitiveDesc> known) {
    Hints(Conv2d op, Node node, TensorType x, TensorType w, TensorType y, Compilation c) {
      this(op, node, x, w, y, c, new EnumMap<>(DataType.class));
    }

    PrimitiveDesc of(DataType elements) {
      return known.computeIfAbsent(
          elements,
          type -> c.choose(node, candidates(c, x, y, type, Attributes.DEFAULT, this::forward)));
    }

    private Spec forward(Desc src, Desc dst) {
      return new Convolution.Forward(
          Propagation.TRAINING,
          src,
          weights(op, w, src.type()),
          Optional.empty(),
          dst,
          sliding(op.window()));
    }
  }

  private static List<Candidate> candidates(
      Compilation c,
      TensorType x,
      TensorType y,
      DataType type,
      Attributes attributes,
      BiFunction<Desc, Desc, Spec> spec) {
    Desc anyX = Layouts.any(x, type);
    Desc anyY = Layouts.any(y, type);
    Desc ownX = c.layouts().image(x, type);
    Desc ownY = c.layouts().image(y, type);
    Candidate pinned = new Candidate(spec.apply(ownX, ownY), attributes);
    Candidate result = new Candidate(spec.apply(anyX, ownY), attributes);
    Candidate source = new Candidate(spec.apply(ownX, anyY), attributes);
    Candidate open = new Candidate(spec.apply(anyX, anyY), attributes);
    // Windows larger than the image and 5x5 depthwise weight gradients have no fast kernel in
    // blocks, but in the other family; worth two reorders.
    Layouts rest = c.layouts().other();
    Candidate other =
        new Candidate(spec.apply(rest.image(x, type), rest.image(y, type)), attributes);
    // Channels-last on both sides gives brgconv, half as fast as the kernel it gives on one side
    // (LeNet's second convolution).
    return c.layouts() == Layouts.CHANNELS_LAST
        ? List.of(result, source, pinned, open, other)
        : List.of(pinned, source, result, open, other);
  }

  /** Weights whose layout oneDNN chooses; grouped ones have an axis for the group. */
  private static Desc weights(Conv2d op, TensorType w, DataType type) {
    long g = op.groups();
    return g == 1
        ? Layouts.any(w, type)
        : Desc.any(type, g, w.dim(0) / g, w.dim(1), w.dim(2), w.dim(3));
  }

  static Sliding sliding(Window window) {
    return new Sliding(
        new Size(window.h().stride(), window.w().stride()),
        new Size(window.h().dilation(), window.w().dilation()),
        new Size(window.h().padLo(), window.w().padLo()),
        new Size(window.h().padHi(), window.w().padHi()));
  }
}
