// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.models.Parts.ninBlock;
import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.flatten;
import static dev.fovea.nn.Blocks.globalAveragePool;
import static dev.fovea.nn.Blocks.maxPool;

import dev.fovea.nn.Activations;
import dev.fovea.nn.Block;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * Network in network (Lin, Chen and Yan 2014; notes M19): blocks of a convolution and two 1x1 ones;
 * the last has a channel a class, whose mean is its score. There is no fully connected layer.
 *
 * @param dropout rate before the last block
 */
public record Nin(double dropout) implements Architecture {
  public Nin {
    Limits.checkDropout("NiN", dropout);
  }

  static List<Entry> entries() {
    return List.of(
        new Entry(
            "nin",
            "nin",
            "Lin et al., Network In Network",
            2014,
            "M19",
            Shape.of(1, 224, 224),
            10,
            new Nin(0.5)));
  }

  @Override
  public Block block(int classes) {
    return Sequential.of()
        .then("nin1", ninBlock(conv(96, 11).stride(4)))
        .then("pool1", maxPool(3, 2))
        .then("nin2", ninBlock(conv(256, 5).pad(2)))
        .then("pool2", maxPool(3, 2))
        .then("nin3", ninBlock(conv(384, 3).pad(1)))
        .then("pool3", maxPool(3, 2))
        .then("dropout", Activations.dropout(dropout))
        .then("nin4", ninBlock(conv(classes, 3).pad(1)))
        .then("avgpool", globalAveragePool())
        .then("flatten", flatten());
  }
}
