// SPDX-License-Identifier: Apache-2.0
package dev.fovea.nn;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.op.AdaptiveAveragePool;
import dev.fovea.op.Binary;
import dev.fovea.op.Concat;
import dev.fovea.op.Op;
import dev.fovea.op.Pad;
import dev.fovea.op.Pool;
import dev.fovea.op.Reshape;
import dev.fovea.op.Slice;
import dev.fovea.op.Unary;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import dev.fovea.tensor.Window;
import java.util.List;

/** The vocabulary of models, to be imported statically, so that a model reads like its paper. */
public final class Blocks {
  private Blocks() {}

  /** A square convolution with bias, stride 1, no padding; see {@link Convolution}'s withers. */
  public static Convolution conv(int filters, int size) {
    return conv(filters, Window.of(size));
  }

  public static Convolution conv(int filters, Window window) {
    return new Convolution(filters, window, 1, true, Init.torchDefault());
  }

  /** A fully connected layer with bias. */
  public static Dense linear(int outputs) {
    return new Dense(outputs, true, Init.torchDefault());
  }

  /** Batch normalisation with PyTorch's defaults: eps 1e-5, momentum 0.1, weight and bias. */
  public static Normalization batchNorm() {
    return new Normalization(1e-5, 0.1, true, Init.constant(1));
  }

  /** Any op of one operand as a block. */
  public static Block op(Op op) {
    return (s, x) -> s.emit(op, x);
  }

  public static Block relu() {
    return op(new Unary(Unary.Fn.RELU));
  }

  public static Block sigmoid() {
    return op(new Unary(Unary.Fn.SIGMOID));
  }

  public static Block tanh() {
    return op(new Unary(Unary.Fn.TANH));
  }

  public static Block maxPool(int size, int stride) {
    return op(Pool.max(Window.of(size).stride(stride)));
  }

  public static Block maxPool(Window window) {
    return op(Pool.max(window));
  }

  public static Block averagePool(int size, int stride) {
    return op(Pool.average(Window.of(size).stride(stride)));
  }

  public static Block averagePool(Window window) {
    return op(Pool.average(window));
  }

  public static Block sumPool(Window window) {
    return op(new Pool(Pool.Kind.SUM, window, false));
  }

  /** The mean of each channel: [N,C,H,W] to [N,C,1,1]. */
  public static Block globalAveragePool() {
    return op(AdaptiveAveragePool.global());
  }

  /** [N,C,H,W] to [N, C H W]. */
  public static Block flatten() {
    return (s, x) ->
        s.emit(new Reshape(Shape.of(x.type().dim(0), features(s, "flatten", x.type()))), x);
  }

  /** Numbers an image of a batch, as one axis. */
  static int features(Scope s, String layer, TensorType x) {
    long features = x.elements() / x.dim(0);
    check(
        features <= Integer.MAX_VALUE,
        "%s: %s has %d numbers an image, more than one axis can have, %d",
        s.path().isEmpty() ? layer : s.path(),
        x,
        features,
        Integer.MAX_VALUE);
    return (int) features;
  }

  /** The sum of what two blocks make of the same input; both results have one shape. */
  public static Block sum(Block a, Block b) {
    return (s, x) -> s.emit(new Binary(Binary.Fn.ADD), a.apply(s, x), b.apply(s, x));
  }

  /** What several blocks make of the same input, channel behind channel, in order. */
  public static Block concat(Block... blocks) {
    List<Block> branches = List.of(blocks);
    return (s, x) ->
        s.apply(new Concat(1), branches.stream().map(branch -> branch.apply(s, x)).toList()).get(0);
  }

  /** {@code block} in a scope of its own: its parameters are {@code name.weight} and so on. */
  public static Block named(String name, Block block) {
    return (s, x) -> block.apply(s.in(name), x);
  }

  /** Zeros around the image; negative amounts crop it. */
  public static Block zeroPad(int top, int bottom, int left, int right) {
    return op(new Pad(2, top, bottom)).then(op(new Pad(3, left, right)));
  }

  /** {@code size} channels from {@code begin} on. */
  public static Block channels(int begin, int size) {
    return op(new Slice(1, begin, size));
  }

  /** The input as it is. */
  public static Block identity() {
    return (s, x) -> x;
  }
}
