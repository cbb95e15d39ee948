// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.nn.Blocks.batchNorm;
import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.identity;
import static dev.fovea.nn.Blocks.op;
import static dev.fovea.nn.Blocks.relu;

import dev.fovea.nn.Block;
import dev.fovea.nn.Convolution;
import dev.fovea.nn.Scope;
import dev.fovea.nn.Sequential;
import dev.fovea.op.Pad;
import dev.fovea.op.Pool;
import dev.fovea.op.Value;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Window;

/**
 * The residual block (He et al. 2016; notes M25, M29): {@code relu(branch(x) + shortcut(x))}, a BN
 * after every convolution of the branch, a ReLU between them. Parameters are named {@code conv1,
 * bn1, conv2, bn2, ...} and {@code downsample.0, downsample.1}, as in torchvision.
 *
 * @param kind how the branch is built
 * @param channels filters of the 3x3 convolutions
 * @param stride 2 halves the size
 * @param shortcut what is added to the branch where size or channels change
 * @param bias whether the convolutions have a bias beside the BN's
 * @param strideFirst whether a bottleneck's stride is on its first 1x1 convolution (the paper's) or
 *     on the 3x3 one (v1.5, torchvision's)
 */
public record Residual(
    Kind kind, int channels, int stride, Shortcut shortcut, boolean bias, boolean strideFirst)
    implements Block {
  /** How the branch is built. */
  public enum Kind {
    /** Two 3x3 convolutions. */
    BASIC(1),
    /** 1x1, 3x3, and 1x1 to four times the channels. */
    BOTTLENECK(4);

    private final int expansion;

    Kind(int expansion) {
      this.expansion = expansion;
    }

    /** Channels of the block's result for one of its 3x3 convolution. */
    public int expansion() {
      return expansion;
    }
  }

  /** What is added to the branch where size or channels change; elsewhere it is the input. */
  public enum Shortcut {
    /** Nothing, anywhere: a plain network. */
    NONE,
    /** Every stride-th pixel, zeros for the new channels; the paper's option A. */
    PAD,
    /** A 1x1 convolution; the notes' code. */
    PROJECTION,
    /** A 1x1 convolution and BN; the paper's option B, torchvision's. */
    PROJECTION_NORM
  }

  public Residual {
    FoveaException.check(stride > 0, "residual: stride must be positive, was %d", stride);
  }

  public static Residual basic(int channels, int stride) {
    return new Residual(Kind.BASIC, channels, stride, Shortcut.PROJECTION_NORM, false, false);
  }

  public static Residual bottleneck(int channels, int stride) {
    return new Residual(Kind.BOTTLENECK, channels, stride, Shortcut.PROJECTION_NORM, false, false);
  }

  public Residual shortcut(Shortcut other) {
    return new Residual(kind, channels, stride, other, bias, strideFirst);
  }

  /** With biases on the convolutions and a 1x1 shortcut without BN: the notes' code (M25). */
  public Residual asInNotes() {
    return new Residual(kind, channels, stride, Shortcut.PROJECTION, true, strideFirst);
  }

  @Override
  public Value apply(Scope s, Value x) {
    if (shortcut == Shortcut.NONE) {
      return relu().apply(s, branch().apply(s, x));
    }
    return Parts.residual(branch(), shortcutFor(x)).apply(s, x);
  }

  private Block branch() {
    if (kind == Kind.BASIC) {
      return Sequential.of()
          .then("conv1", conv3(stride))
          .then("bn1", batchNorm())
          .then("relu", relu())
          .then("conv2", conv3(1))
          .then("bn2", batchNorm());
    }
    return Sequential.of()
        .then("conv1", conv1(channels, strideFirst ? stride : 1))
        .then("bn1", batchNorm())
        .then("relu", relu())
        .then("conv2", conv3(strideFirst ? 1 : stride))
        .then("bn2", batchNorm())
        .then("relu", relu())
        .then("conv3", conv1(channels * kind.expansion, 1))
        .then("bn3", batchNorm());
  }

  private Convolution conv3(int by) {
    return biased(conv(channels, 3).pad(1).stride(by));
  }

  private Convolution conv1(int filters, int by) {
    return biased(conv(filters, 1).stride(by));
  }

  private Convolution biased(Convolution conv) {
    Convolution started = conv.init(Parts.FAN_OUT);
    return bias ? started : started.noBias();
  }

  private Block shortcutFor(Value x) {
    int from = x.type().dim(1);
    int to = channels * kind.expansion;
    if (stride == 1 && from == to) {
      return identity();
    }
    Block block =
        switch (shortcut) {
          case NONE -> identity();
          case PAD -> pad(from, to);
          case PROJECTION -> Sequential.of(conv1(to, stride));
          case PROJECTION_NORM -> Sequential.of(conv1(to, stride), batchNorm());
        };
    return (s, v) -> block.apply(s.in("downsample"), v);
  }

  private Block pad(int from, int to) {
    FoveaException.check(
        to >= from, "residual: a padded shortcut cannot go from %d to %d channels", from, to);
    int before = (to - from) / 2;
    Block pixels = stride == 1 ? identity() : op(Pool.average(Window.of(1).stride(stride)));
    return from == to ? pixels : pixels.then(op(new Pad(1, before, to - from - before)));
  }
}
