// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.nn.Activations.dropout;
import static dev.fovea.nn.Activations.hardSwish;
import static dev.fovea.nn.Blocks.batchNorm;
import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.globalAveragePool;
import static dev.fovea.nn.Blocks.linear;
import static dev.fovea.op.Unary.Fn.HARD_SWISH;
import static dev.fovea.op.Unary.Fn.RELU;

import dev.fovea.nn.Block;
import dev.fovea.nn.Normalization;
import dev.fovea.nn.Sequential;
import dev.fovea.op.Unary;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * MobileNet V3 (Howard et al. 2019; notes M37): V2 with squeeze-and-excitation and hard swish, its
 * sizes found by search.
 *
 * @param alpha width multiplier
 */
public record MobileNetV3(Size size, double alpha) implements Architecture {
  private record Row(
      int window, int expanded, int channels, boolean squeeze, Unary.Fn act, int stride) {}

  /** The two networks of the paper. */
  public enum Size {
    /** Table 1. */
    LARGE(
        1280,
        new Row(3, 16, 16, false, RELU, 1),
        new Row(3, 64, 24, false, RELU, 2),
        new Row(3, 72, 24, false, RELU, 1),
        new Row(5, 72, 40, true, RELU, 2),
        new Row(5, 120, 40, true, RELU, 1),
        new Row(5, 120, 40, true, RELU, 1),
        new Row(3, 240, 80, false, HARD_SWISH, 2),
        new Row(3, 200, 80, false, HARD_SWISH, 1),
        new Row(3, 184, 80, false, HARD_SWISH, 1),
        new Row(3, 184, 80, false, HARD_SWISH, 1),
        new Row(3, 480, 112, true, HARD_SWISH, 1),
        new Row(3, 672, 112, true, HARD_SWISH, 1),
        new Row(5, 672, 160, true, HARD_SWISH, 2),
        new Row(5, 960, 160, true, HARD_SWISH, 1),
        new Row(5, 960, 160, true, HARD_SWISH, 1)),
    /** Table 2. */
    SMALL(
        1024,
        new Row(3, 16, 16, true, RELU, 2),
        new Row(3, 72, 24, false, RELU, 2),
        new Row(3, 88, 24, false, RELU, 1),
        new Row(5, 96, 40, true, HARD_SWISH, 2),
        new Row(5, 240, 40, true, HARD_SWISH, 1),
        new Row(5, 240, 40, true, HARD_SWISH, 1),
        new Row(5, 120, 48, true, HARD_SWISH, 1),
        new Row(5, 144, 48, true, HARD_SWISH, 1),
        new Row(5, 288, 96, true, HARD_SWISH, 2),
        new Row(5, 576, 96, true, HARD_SWISH, 1),
        new Row(5, 576, 96, true, HARD_SWISH, 1));

    private final int hidden;
    private final List<Row> rows;

    Size(int hidden, Row... rows) {
      this.hidden = hidden;
      this.rows = List.of(rows);
    }
  }

  public MobileNetV3 {
    Limits.checkAlpha("MobileNet V3", alpha);
  }

  static List<Entry> entries() {
    return List.of(
        entry("mobilenet_v3_large", Size.LARGE), entry("mobilenet_v3_small", Size.SMALL));
  }

  private static Entry entry(String name, Size size) {
    return new Entry(
        name,
        "mobilenet",
        "Howard et al., Searching for MobileNetV3",
        2019,
        "M37",
        Shape.of(3, 224, 224),
        1000,
        new MobileNetV3(size, 1));
  }

  @Override
  public Block block(int classes) {
    Normalization norm = batchNorm().eps(1e-3).momentum(0.01);
    List<Block> layers = new ArrayList<>();
    layers.add(
        Parts.convNorm(
            conv(scaled(16), 3).stride(2).pad(1).init(Parts.FAN_OUT), norm, hardSwish()));
    for (Row row : size.rows) {
      int expanded = scaled(row.expanded);
      int squeezed = row.squeeze ? MobileNetV2.divisible(expanded / 4) : 0;
      layers.add(
          new InvertedResidual(
              expanded,
              scaled(row.channels),
              row.window,
              row.stride,
              squeezed,
              row.act,
              norm,
              InvertedResidual.Version.V3));
    }
    int last = 6 * scaled(size.rows.get(size.rows.size() - 1).channels);
    layers.add(Parts.convNorm(conv(last, 1).init(Parts.FAN_OUT), norm, hardSwish()));
    return Sequential.of()
        .then("features", Sequential.of(layers.toArray(Block[]::new)))
        .then("avgpool", globalAveragePool())
        .then(
            "classifier",
            Sequential.of(
                linear(scaled(size.hidden)).init(Init.normal(0.01)),
                hardSwish(),
                dropout(0.2),
                linear(classes).init(Init.normal(0.01))));
  }

  private int scaled(int channels) {
    return MobileNetV2.divisible(channels * alpha);
  }
}
