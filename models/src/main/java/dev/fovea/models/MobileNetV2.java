// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.nn.Activations.dropout;
import static dev.fovea.nn.Activations.relu6;
import static dev.fovea.nn.Blocks.batchNorm;
import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.globalAveragePool;
import static dev.fovea.nn.Blocks.linear;

import dev.fovea.nn.Block;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * MobileNet V2 (Sandler et al. 2018; notes M36): inverted residual blocks between a 3x3 and a 1x1
 * convolution.
 *
 * @param alpha width multiplier; the last convolution does not go below 1280 channels
 */
public record MobileNetV2(double alpha) implements Architecture {
  /** Expansion, channels, repeats, stride of the first; the paper's table 2. */
  private static final List<List<Integer>> ROWS =
      List.of(
          List.of(1, 16, 1, 1),
          List.of(6, 24, 2, 2),
          List.of(6, 32, 3, 2),
          List.of(6, 64, 4, 2),
          List.of(6, 96, 3, 1),
          List.of(6, 160, 3, 2),
          List.of(6, 320, 1, 1));

  public MobileNetV2 {
    Limits.checkAlpha("MobileNet V2", alpha);
  }

  static List<Entry> entries() {
    return List.of(
        new Entry(
            "mobilenet_v2",
            "mobilenet",
            "Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks",
            2018,
            "M36",
            Shape.of(3, 224, 224),
            1000,
            new MobileNetV2(1)));
  }

  /** The multiple of 8 nearest to {@code channels}, at least 8, and not below nine tenths of it. */
  static int divisible(double channels) {
    int rounded = Math.max(8, (int) (channels + 4) / 8 * 8);
    return rounded < 0.9 * channels ? rounded + 8 : rounded;
  }

  @Override
  public Block block(int classes) {
    List<Block> layers = new ArrayList<>();
    int channels = divisible(32 * alpha);
    layers.add(
        Parts.convNorm(
            conv(channels, 3).stride(2).pad(1).init(Parts.FAN_OUT), batchNorm(), relu6()));
    for (List<Integer> row : ROWS) {
      int to = divisible(row.get(1) * alpha);
      for (int i = 0; i < row.get(2); i++) {
        layers.add(InvertedResidual.v2(channels * row.get(0), to, i == 0 ? row.get(3) : 1));
        channels = to;
      }
    }
    int last = divisible(1280 * Math.max(1, alpha));
    layers.add(Parts.convNorm(conv(last, 1).init(Parts.FAN_OUT), batchNorm(), relu6()));
    return Sequential.of()
        .then("features", Sequential.of(layers.toArray(Block[]::new)))
        .then("avgpool", globalAveragePool())
        .then("classifier", Sequential.of(dropout(0.2), linear(classes).init(Init.normal(0.01))));
  }
}
