// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.nn.Blocks.averagePool;
import static dev.fovea.nn.Blocks.batchNorm;
import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.maxPool;
import static dev.fovea.nn.Blocks.named;
import static dev.fovea.nn.Blocks.relu;

import dev.fovea.nn.Activations;
import dev.fovea.nn.Block;
import dev.fovea.nn.Convolution;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Normalization;
import dev.fovea.nn.Scope;
import dev.fovea.nn.Sequential;
import dev.fovea.op.Binary;
import dev.fovea.op.Concat;
import dev.fovea.op.Value;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * The recurring parts of the networks of the zoo, for networks of one's own. To be imported
 * statically, beside {@link dev.fovea.nn.Blocks} and {@link Activations}. Input channels are always
 * read from the input.
 */
public final class Parts {
  /** N(0, sqrt(2 / fanOut)): what torchvision's ResNets and MobileNets start from. */
  public static final Init FAN_OUT = new Init(Init.Law.FAN_OUT_NORMAL, Math.sqrt(2));

  private Parts() {}

  /** {@code convs} times 3x3 convolution and ReLU, then 2x2 max pool: half the size (notes M9). */
  public static Block vggBlock(int convs, int channels) {
    FoveaException.check(convs > 0, "vggBlock: convolutions must be positive, was %d", convs);
    List<Block> layers = new ArrayList<>();
    for (int i = 0; i < convs; i++) {
      layers.add(conv(channels, 3).pad(1));
      layers.add(relu());
    }
    layers.add(maxPool(2, 2));
    return Sequential.of(layers.toArray(Block[]::new));
  }

  /** A convolution and two 1x1 ones of as many filters, a ReLU after each (notes M18). */
  public static Block ninBlock(Convolution first) {
    Convolution point = conv(first.filters(), 1);
    return Sequential.of(first, relu(), point, relu(), point, relu());
  }

  /** The Inception block of GoogLeNet with ReLU after every convolution (notes M22). */
  public static Inception inception(int c1, int c2a, int c2b, int c3a, int c3b, int c4) {
    return new Inception(c1, c2a, c2b, c3a, c3b, c4, 5, false);
  }

  /** Two 3x3 convolutions and a shortcut (notes M25), as torchvision's BasicBlock. */
  public static Residual residual(int channels, int stride) {
    return Residual.basic(channels, stride);
  }

  /** {@code relu(main(x) + shortcut(x))} of any blocks, convolutional or fully connected (M26). */
  public static Block residual(Block main, Block shortcut) {
    return (s, x) -> {
      Value y = main.apply(s, x);
      Value jumped = shortcut.apply(s, x);
      FoveaException.check(
          y.type().equals(jumped.type()),
          "%s: residual: the branch gives %s but the shortcut %s",
          s.path(),
          y.type(),
          jumped.type());
      return relu().apply(s, s.emit(new Binary(Binary.Fn.ADD), y, jumped));
    };
  }

  /** 1x1, 3x3 and 1x1 convolutions to four times the channels and a shortcut (notes M29). */
  public static Residual bottleneck(int channels, int stride) {
    return Residual.bottleneck(channels, stride);
  }

  /**
   * {@code layers} times {@code x = [x, layer(x)]} along the channels (notes M30, T33); layer i is
   * named {@code denselayer<i>}, from 1.
   */
  public static Block denseBlock(int layers, Block layer) {
    return (s, x) -> {
      // Each joins what is joined already, not all pieces anew: the gradient then comes apart in
      // two at each layer, where it would in as many as there are layers before.
      Value joined = x;
      for (int i = 1; i <= layers; i++) {
        joined = s.emit(new Concat(1), joined, layer.apply(s.in("denselayer" + i), joined));
      }
      return joined;
    };
  }

  /** A layer of a plain dense block: BN, ReLU, 3x3 convolution to {@code growth} (notes M30). */
  public static Block denseLayer(int growth) {
    return DenseNet.layer(growth, false, true);
  }

  /** BN, ReLU, 1x1 convolution, 2x2 average pool: half the size (notes M31). */
  public static Block transition(int channels) {
    return DenseNet.transition(channels, true);
  }

  /**
   * 3x3 depthwise, then 1x1 convolution, each with BN and {@code activation} (notes M34): {@code
   * 0.0, 0.1, 1.0, 1.1}.
   */
  public static Block depthwiseSeparable(int channels, int stride, Block activation) {
    return (s, x) ->
        Sequential.of(
                convNorm(depthwise(3, stride, x), batchNorm(), activation),
                convNorm(conv(channels, 1).init(FAN_OUT), batchNorm(), activation))
            .apply(s, x);
  }

  /** A same-padded convolution with one filter a channel of {@code x} and no bias. */
  static Convolution depthwise(int size, int stride, Value x) {
    int channels = x.type().dim(1);
    return conv(channels, size).stride(stride).same().groups(channels).noBias().init(FAN_OUT);
  }

  /**
   * A depthwise convolution whose every channel makes {@code multiplier} channels (notes T37).
   *
   * @param shape window, stride and padding; its filters and groups are replaced
   */
  public static Block depthwise(Convolution shape, int multiplier) {
    FoveaException.check(
        multiplier > 0, "depthwise: the depth multiplier must be positive, was %d", multiplier);
    return (s, x) -> {
      int channels = x.type().dim(1);
      int filters = Math.multiplyExact(channels, multiplier);
      return new Convolution(filters, shape.window(), channels, shape.bias(), shape.init())
          .apply(s, x);
    };
  }

  /**
   * A {@code size x 1} and a {@code 1 x size} convolution, same-padded (notes T40): {@code 0, 1}.
   */
  public static Block spatiallySeparable(int filters, int size) {
    return Sequential.of(
        conv(filters, dev.fovea.tensor.Window.of(size, 1).same()),
        conv(filters, dev.fovea.tensor.Window.of(1, size).same()));
  }

  /** 1x1 expansion, 3x3 depthwise, linear 1x1 projection, shortcut (notes M36), as MobileNet V2. */
  public static InvertedResidual invertedResidual(int expanded, int channels, int stride) {
    return InvertedResidual.v2(expanded, channels, stride);
  }

  /**
   * Squeeze-and-excitation (notes T42): multiplies each channel by a number in [0, 1] that two 1x1
   * convolutions {@code fc1}, {@code fc2} make of the channels' means.
   *
   * @param squeezed channels between the two
   * @param gate the last activation: sigmoid in the paper, hard sigmoid in MobileNet V3
   */
  public static Block squeezeExcite(int squeezed, Block gate) {
    return (s, x) -> {
      Block scale =
          Sequential.of()
              .then("avgpool", dev.fovea.nn.Blocks.globalAveragePool())
              .then("fc1", conv(squeezed, 1))
              .then("activation", relu())
              .then("fc2", conv(x.type().dim(1), 1))
              .then("scale_activation", gate);
      return s.emit(new Binary(Binary.Fn.MUL), x, scale.apply(s, x));
    };
  }

  /** Convolution without bias, BN and an activation, named by position: {@code 0, 1}. */
  public static Block convNorm(Convolution conv, Normalization norm, Block activation) {
    return Sequential.of(conv.noBias(), norm, activation);
  }

  /** Convolution without bias, BN with eps 1e-3 and ReLU: {@code conv, bn}; of Inception nets. */
  static Block basicConv(Convolution conv) {
    return Sequential.of()
        .then("conv", conv.noBias())
        .then("bn", batchNorm().eps(1e-3))
        .then("relu", relu());
  }

  /** As {@link #basicConv}, in a scope of its own. */
  static Block basicConv(String name, Convolution conv) {
    return named(name, basicConv(conv));
  }

  /**
   * An auxiliary classifier: training gets its scores as output {@code output}; inference has its
   * parameters, so that the same weights fit, and does not compute it.
   *
   * @param trained the type of image map it was made for, whatever its own size demands
   */
  static void auxiliary(
      Scope s, String output, String name, Block classifier, Value x, TensorType trained) {
    if (s.mode() == Mode.TRAIN) {
      s.output(output, classifier.apply(s.in(name), x));
    } else {
      s.in(name).declare(classifier, trained);
    }
  }

  /** 3x3 average pool with stride 1 that keeps the size; padding counts. */
  static Block samePool() {
    return averagePool(dev.fovea.tensor.Window.of(3).pad(1));
  }
}
