// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.nn.Blocks.batchNorm;
import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.globalAveragePool;
import static dev.fovea.nn.Blocks.linear;
import static dev.fovea.nn.Blocks.maxPool;
import static dev.fovea.nn.Blocks.relu;
import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.nn.Block;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A network for small pictures that learns much in few minutes on a CPU: 3x3 convolutions with BN
 * and ReLU as in {@link Vgg}, a 2x2 max pool between stages, global average pool, one linear layer.
 *
 * @param stages channels of each convolution, stage by stage
 */
public record QuickNet(List<List<Integer>> stages) implements Architecture {
  public QuickNet {
    stages = stages.stream().map(List::copyOf).toList();
    check(!stages.isEmpty(), "QuickNet: there must be at least one stage");
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
            new QuickNet(List.of(List.of(32), List.of(48, 48), List.of(96, 96)))));
  }

  @Override
  public Block block(int classes) {
    List<Block> layers = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      if (i > 0) {
        layers.add(maxPool(2, 2));
      }
      for (int channels : stages.get(i)) {
        layers.add(
            Parts.convNorm(conv(channels, 3).pad(1).init(Parts.FAN_OUT), batchNorm(), relu()));
      }
    }
    return Sequential.of()
        .then("features", Sequential.of(layers.toArray(Block[]::new)))
        .then("avgpool", globalAveragePool())
        .then("fc", linear(classes));
  }
}
