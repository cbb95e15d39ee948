// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.nn.Activations.dropout;
import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.flatten;
import static dev.fovea.nn.Blocks.linear;
import static dev.fovea.nn.Blocks.maxPool;
import static dev.fovea.nn.Blocks.op;
import static dev.fovea.nn.Blocks.relu;
import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.nn.Block;
import dev.fovea.nn.Sequential;
import dev.fovea.op.AdaptiveAveragePool;
import dev.fovea.op.LocalResponseNorm;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * AlexNet (Krizhevsky, Sutskever and Hinton 2012; notes M6-M8): five convolutions, three fully
 * connected layers.
 *
 * @param filters of the five convolutions
 * @param pad padding of the first, 11x11 with stride 4
 * @param groups of the second, fourth and fifth: 2 is the paper's split over two devices
 * @param lrn whether the first two are followed by ReLU, local response normalisation, pool
 * @param head how the maps become a vector
 */
public record AlexNet(List<Integer> filters, int pad, int groups, boolean lrn, Head head)
    implements Architecture {
  /** How the maps become a vector, and where dropout stands. */
  public enum Head {
    /** Averaged to 6x6 whatever their size; dropout before the linear layers; torchvision's. */
    AVERAGE,
    /** As they are; dropout after the linear layers. */
    FLATTEN,
    /** By a 6x6 convolution of 4096 filters, the paper's F6 (notes T13). */
    CONVOLUTION
  }

  private static final List<Integer> PAPER = List.of(96, 256, 384, 384, 256);

  public AlexNet {
    filters = List.copyOf(filters);
    check(filters.size() == 5, "AlexNet: five convolutions, not %d", filters.size());
    filters.forEach(n -> Limits.checkChannels("AlexNet", "filters", n));
    Limits.checkRange("AlexNet", "pad", pad, 0, Limits.MOST_PADDING);
    Limits.checkRange("AlexNet", "groups", groups, 1, Limits.MOST_CHANNELS);
  }

  static List<Entry> entries() {
    AlexNet owt = new AlexNet(List.of(64, 192, 384, 256, 256), 2, 1, false, Head.AVERAGE);
    AlexNet single = new AlexNet(PAPER, 0, 1, false, Head.FLATTEN);
    AlexNet paper = new AlexNet(PAPER, 0, 2, true, Head.CONVOLUTION);
    AlexNet notes = new AlexNet(PAPER, 1, 1, false, Head.FLATTEN);
    return List.of(
        entry(
            "alexnet",
            "Krizhevsky, One weird trick for parallelizing convolutional neural networks",
            2014,
            "M6",
            Shape.of(3, 224, 224),
            owt),
        entry("alexnet_227", "M7", 227, single),
        entry("alexnet_groups", "M6", 227, paper),
        new Entry(
            "alexnet_d2l",
            "alexnet",
            "Krizhevsky et al., ImageNet Classification with Deep CNNs",
            2012,
            "M8",
            Shape.of(1, 224, 224),
            10,
            notes));
  }

  private static Entry entry(String name, String notes, int side, AlexNet net) {
    String paper = "Krizhevsky et al., ImageNet Classification with Deep CNNs";
    return entry(name, paper, 2012, notes, Shape.of(3, side, side), net);
  }

  private static Entry entry(
      String name, String paper, int year, String notes, Shape input, AlexNet net) {
    return new Entry(name, "alexnet", paper, year, notes, input, 1000, net);
  }

  @Override
  public Block block(int classes) {
    List<Block> layers = new ArrayList<>();
    layers.add(conv(filters.get(0), 11).stride(4).pad(pad));
    addReluNormPool(layers);
    layers.add(conv(filters.get(1), 5).pad(2).groups(groups));
    addReluNormPool(layers);
    layers.add(conv(filters.get(2), 3).pad(1));
    layers.add(relu());
    for (int i = 3; i < 5; i++) {
      layers.add(conv(filters.get(i), 3).pad(1).groups(groups));
      layers.add(relu());
    }
    layers.add(maxPool(3, 2));
    Sequential net = Sequential.of().then("features", Sequential.of(layers.toArray(Block[]::new)));
    return switch (head) {
      case AVERAGE ->
          net.then("avgpool", op(new AdaptiveAveragePool(6, 6)))
              .then("flatten", flatten())
              .then(
                  "classifier",
                  Sequential.of(
                      dropout(0.5),
                      linear(4096),
                      relu(),
                      dropout(0.5),
                      linear(4096),
                      relu(),
                      linear(classes)));
      case FLATTEN ->
          net.then("flatten", flatten()).then("classifier", vectors(linear(4096), classes));
      case CONVOLUTION -> net.then("classifier", vectors(conv(4096, 6), classes));
    };
  }

  private void addReluNormPool(List<Block> layers) {
    layers.add(relu());
    if (lrn) {
      layers.add(op(LocalResponseNorm.undivided(5, 1e-4, 0.75, 2)));
    }
    layers.add(maxPool(3, 2));
  }

  private static Block vectors(Block first, int classes) {
    return Sequential.of(
        first, relu(), dropout(0.5), linear(4096), relu(), dropout(0.5), linear(classes));
  }
}
