// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.nn.Blocks.identity;
import static dev.fovea.nn.Blocks.linear;
import static dev.fovea.nn.Blocks.named;
import static dev.fovea.nn.Blocks.relu;
import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.nn.Block;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Fully connected layers with ReLU (notes M2): what convolutions are compared with, since it loses
 * the image's shape.
 *
 * @param hidden outputs of the layers but the last
 * @param residual whether every two layers of equal width are jumped over (notes M26)
 */
public record Mlp(List<Integer> hidden, boolean residual) implements Architecture {
  public Mlp {
    hidden = List.copyOf(hidden);
    check(!hidden.isEmpty(), "MLP: there must be a hidden layer");
    hidden.forEach(n -> Limits.checkOutputs("MLP", "hidden", n));
  }

  static List<Entry> entries() {
    return List.of(
        entry("mlp5", "M2", new Mlp(List.of(256, 128, 64, 32), false)),
        entry("mlp_residual", "M26", new Mlp(List.of(128, 128, 128, 128, 128), true)));
  }

  private static Entry entry(String name, String notes, Mlp net) {
    String paper = "Rumelhart et al., Learning representations by back-propagating errors";
    return new Entry(name, "mlp", paper, 1986, notes, Shape.of(1, 28, 28), 10, net);
  }

  @Override
  public Block block(int classes) {
    List<Block> layers = new ArrayList<>();
    for (int i = 0; i < hidden.size(); i++) {
      Block here = named("fc" + (i + 1), linear(hidden.get(i)));
      boolean jump =
          residual && i > 0 && i + 1 < hidden.size() && hidden.get(i - 1).equals(hidden.get(i + 1));
      if (jump) {
        Block next = named("fc" + (i + 2), linear(hidden.get(i + 1)));
        layers.add(Parts.residual(here.then(relu()).then(next), identity()));
        i++;
      } else {
        layers.add(here.then(relu()));
      }
    }
    Sequential net = Sequential.of();
    for (Block layer : layers) {
      net = net.then(layer);
    }
    return net.then("fc" + (hidden.size() + 1), linear(classes));
  }
}
