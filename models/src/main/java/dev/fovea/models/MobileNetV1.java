// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.nn.Blocks.batchNorm;
import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.globalAveragePool;
import static dev.fovea.nn.Blocks.linear;
import static dev.fovea.nn.Blocks.op;
import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.nn.Block;
import dev.fovea.nn.Sequential;
import dev.fovea.op.Unary;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * MobileNet V1 (Howard et al. 2017; notes M34, M35): one 3x3 convolution, thirteen depthwise
 * separable ones, global average pool, one linear layer.
 *
 * @param alpha width multiplier of every layer, in (0, 1] in the paper
 * @param shallow whether the five equal layers in the middle are left out
 * @param activation ReLU in the notes' code, ReLU6 in their prose (E17)
 */
public record MobileNetV1(double alpha, boolean shallow, Unary.Fn activation)
    implements Architecture {
  public MobileNetV1 {
    Limits.checkAlpha("MobileNet V1", alpha);
  }

  static List<Entry> entries() {
    Shape notes = Shape.of(1, 96, 96);
    return List.of(
        entry("mobilenet_v1", "M35", resolution(1), 1000, Unary.Fn.RELU6),
        entry("mobilenet_v1_d2l", "M34", notes, 10, Unary.Fn.RELU));
  }

  private static Entry entry(String name, String notes, Shape input, int classes, Unary.Fn act) {
    return new Entry(
        name,
        "mobilenet",
        "Howard et al., MobileNets: Efficient Convolutional Neural Networks for Mobile Vision",
        2017,
        notes,
        input,
        classes,
        new MobileNetV1(1, false, act));
  }

  /** The image of resolution multiplier {@code rho}: 224 rho pixels a side (notes T39). */
  public static Shape resolution(double rho) {
    int side = (int) Math.round(224 * rho);
    check(rho > 0 && side > 0, "MobileNet V1: resolution rho must be positive, was %s", rho);
    return Shape.of(3, side, side);
  }

  public MobileNetV1 alpha(double other) {
    return new MobileNetV1(other, shallow, activation);
  }

  public MobileNetV1 shallow(boolean on) {
    return new MobileNetV1(alpha, on, activation);
  }

  @Override
  public Block block(int classes) {
    Block act = op(new Unary(activation));
    List<Block> layers = new ArrayList<>();
    layers.add(
        Parts.convNorm(conv(scaled(32), 3).stride(2).pad(1).init(Parts.FAN_OUT), batchNorm(), act));
    int[][] middle = shallow ? new int[0][] : new int[][] {{512, 1, 5}};
    add(layers, act, new int[][] {{64, 1, 1}, {128, 2, 1}, {128, 1, 1}, {256, 2, 1}, {256, 1, 1}});
    add(layers, act, new int[][] {{512, 2, 1}});
    add(layers, act, middle);
    add(layers, act, new int[][] {{1024, 2, 1}, {1024, 1, 1}});
    return Sequential.of()
        .then("features", Sequential.of(layers.toArray(Block[]::new)))
        .then("avgpool", globalAveragePool())
        .then("classifier", linear(classes));
  }

  /** Adds layers given as channels, stride, repeats. */
  private void add(List<Block> layers, Block act, int[][] rows) {
    for (int[] row : rows) {
      for (int i = 0; i < row[2]; i++) {
        layers.add(Parts.depthwiseSeparable(scaled(row[0]), row[1], act));
      }
    }
  }

  private int scaled(int channels) {
    return Math.toIntExact(Math.max(1, Math.round(alpha * channels)));
  }
}
