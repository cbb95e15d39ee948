// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.nn.Blocks.batchNorm;
import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.globalAveragePool;
import static dev.fovea.nn.Blocks.identity;
import static dev.fovea.nn.Blocks.linear;
import static dev.fovea.nn.Blocks.maxPool;
import static dev.fovea.nn.Blocks.relu;
import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.nn.Block;
import dev.fovea.nn.Convolution;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A network for small pictures that learns much in few minutes on a CPU: 3x3 convolutions with BN
 * and ReLU as in {@link Vgg}, a 2x2 max pool between stages, a residual bottleneck (1x1, 3x3, 1x1),
 * global average pool, one linear layer. The pool comes right after the convolution, so that
 * normalisation and ReLU see a quarter of the values.
 *
 * @param stages channels of each convolution, stage by stage
 * @param bottleneck channels in the middle of the residual bottleneck; 0 leaves it out
 */
public record QuickNet(List<List<Integer>> stages, int bottleneck) implements Architecture {
  public QuickNet {
    stages = stages.stream().map(List::copyOf).toList();
    check(
        !stages.isEmpty() && stages.stream().noneMatch(List::isEmpty),
        "QuickNet: there must be at least one stage, and a convolution in each");
    stages.stream()
        .flatMap(List::stream)
        .forEach(n -> Limits.checkChannels("QuickNet", "stages", n));
    Limits.checkRange("QuickNet", "bottleneck", bottleneck, 0, Limits.MOST_CHANNELS);
  }

  static List<Entry> entries() {
    return List.of(
        new Entry(
            "quicknet",
            "quicknet",
            "After Simonyan and Zisserman, and Lin et al.",
            2026,
            "",
            Shape.of(1, 28, 28),
            10,
            new QuickNet(List.of(List.of(16, 32), List.of(64), List.of(128)), 64)));
  }

  @Override
  public Block block(int classes) {
    List<Block> layers = new ArrayList<>();
    for (int stage = 0; stage < stages.size(); stage++) {
      List<Integer> channels = stages.get(stage);
      for (int i = 0; i < channels.size(); i++) {
        boolean pooled = i == channels.size() - 1 && stage < stages.size() - 1;
        Convolution conv = conv(channels.get(i), 3).pad(1);
        layers.add(pooled ? convPoolNormRelu(conv) : convNormRelu(conv));
      }
    }
    if (bottleneck > 0) {
      List<Integer> last = stages.get(stages.size() - 1);
      layers.add(residual(last.get(last.size() - 1)));
    }
    return Sequential.of()
        .then("features", Sequential.of(layers.toArray(Block[]::new)))
        .then("avgpool", globalAveragePool())
        .then("fc", linear(classes));
  }

  private Block residual(int channels) {
    return Parts.residual(
        Sequential.of(
            convNormRelu(conv(bottleneck, 1)),
            convNormRelu(conv(bottleneck, 3).pad(1)),
            conv(channels, 1).noBias().init(Parts.FAN_OUT),
            batchNorm()),
        identity());
  }

  private static Block convPoolNormRelu(Convolution conv) {
    return Sequential.of(conv.init(Parts.FAN_OUT).noBias(), maxPool(2, 2), batchNorm(), relu());
  }

  private static Block convNormRelu(Convolution conv) {
    return Parts.convNorm(conv.init(Parts.FAN_OUT), batchNorm(), relu());
  }
}
