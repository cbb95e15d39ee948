// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static dev.fovea.onednn.Compilation.read;
import static dev.fovea.onednn.Compilation.write;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.onednn.Step.Operand;
import dev.fovea.onednn.dnnl.Arg;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.onednn.dnnl.PrimitiveDesc;
import dev.fovea.onednn.dnnl.Sum;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A convolution's weight gradient as the sum of those of parts of the batch. oneDNN's fast kernels
 * refuse more than 2 GiB of source or result, and count the result's channels over the source's
 * extent: AlexNet's first layer is refused from 112 images on, and the kernel that takes it then is
 * more than a thousand times as slow.
 */
final class BatchParts {
  /** Chooses the kernel for images and gradients of a part. */
  @FunctionalInterface
  interface Chooser {
    PrimitiveDesc choose(TensorType x, TensorType dy, Optional<Desc> weights);
  }

  /** Images {@code first} and on, as many as the kernel's descriptors say. */
  private record Part(int first, PrimitiveDesc kernel) {}

  private final Node node;
  private final Compilation c;
  private final List<Part> parts;

  private BatchParts(Node node, Compilation c, List<Part> parts) {
    this.node = node;
    this.c = c;
    this.parts = parts;
  }

  /** The largest parts that have a fast kernel; empty if images alone have none either. */
  static Optional<BatchParts> of(Node node, Compilation c, Chooser chooser) {
    TensorType x = node.inputs().get(0).type();
    TensorType dy = node.inputs().get(1).type();
    // The memory of state is not divided.
    boolean state = node.inputs().stream().anyMatch(v -> c.leaf(v).isPresent());
    int size = state ? 1 : x.dim(0);
    while (size > 1) {
      size -= size / 2;
      PrimitiveDesc kernel = chooser.choose(of(x, size), of(dy, size), Optional.empty());
      if (!Selection.isFallback(kernel)) {
        return Optional.of(new BatchParts(node, c, parts(x, dy, size, kernel, chooser)));
      }
    }
    return Optional.empty();
  }

  /** Parts of one size, the last perhaps smaller, all with the first one's layout of weights. */
  private static List<Part> parts(
      TensorType x, TensorType dy, int size, PrimitiveDesc kernel, Chooser chooser) {
    Optional<Desc> weights = Optional.of(kernel.diffWeights());
    List<Part> parts = new ArrayList<>();
    int rest;
    for (int first = 0; first < x.dim(0); first += rest) {
      rest = Math.min(size, x.dim(0) - first);
      PrimitiveDesc own =
          rest == size ? kernel : chooser.choose(of(x, rest), of(dy, rest), weights);
      parts.add(new Part(first, own));
    }
    return parts;
  }

  private static TensorType of(TensorType type, int batch) {
    return type.withShape(type.shape().with(0, batch));
  }

  /** Adds the steps. */
  void lower(boolean bias) {
    List<Placed> weights = new ArrayList<>();
    List<Placed> biases = new ArrayList<>();
    for (Part part : parts) {
      PrimitiveDesc kernel = part.kernel;
      List<Operand> operands = new ArrayList<>();
      operands.add(read(Arg.SRC, images(0, kernel.src(), part.first)));
      operands.add(read(Arg.DIFF_DST, images(1, kernel.diffDst(), part.first)));
      weights.add(c.scratch(kernel.diffWeights()));
      operands.add(write(Arg.DIFF_WEIGHTS, weights.get(weights.size() - 1)));
      if (bias) {
        biases.add(c.scratch(kernel.diffBias()));
        operands.add(write(Arg.DIFF_BIAS, biases.get(biases.size() - 1)));
      }
      c.run(node, kernel, operands.toArray(Operand[]::new));
    }
    add(weights, node.result());
    if (bias) {
      add(biases, node.result(1));
    }
  }

  /** A part of an operand, where it lies: images are outermost in every layout. */
  private Placed images(int input, Desc part, int first) {
    Result value = node.inputs().get(input);
    Placed whole = c.use(value, Layouts.like(part, value.type()));
    return whole.from(first * whole.desc().strides().get(0) * part.type().bytes(), part);
  }

  private void add(List<Placed> terms, Result result) {
    Placed sum = c.define(result, terms.get(0).desc());
    // As vectors, padding included: it is zero in every term.
    Desc vector = Layouts.flat(sum.desc());
    Sum spec =
        new Sum(
            Optional.of(vector),
            Collections.nCopies(terms.size(), 1f),
            Collections.nCopies(terms.size(), vector));
    List<Operand> operands = new ArrayList<>();
    for (int i = 0; i < terms.size(); i++) {
      operands.add(read(Arg.source(i), terms.get(i).as(vector)));
    }
    operands.add(write(Arg.DST, sum.as(vector)));
    c.run(node, c.find(node, spec).orElseThrow(), operands.toArray(Operand[]::new));
  }
}
