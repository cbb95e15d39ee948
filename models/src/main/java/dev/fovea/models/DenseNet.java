// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.nn.Blocks.averagePool;
import static dev.fovea.nn.Blocks.batchNorm;
import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.globalAveragePool;
import static dev.fovea.nn.Blocks.linear;
import static dev.fovea.nn.Blocks.maxPool;
import static dev.fovea.nn.Blocks.relu;
import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.nn.Block;
import dev.fovea.nn.Convolution;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Window;
import java.util.List;

/**
 * DenseNet (Huang, Liu, van der Maaten and Weinberger 2017; notes M32, M33): dense blocks, in which
 * every layer reads all before it, with transitions between them.
 *
 * @param growth channels each layer adds
 * @param layers layers a dense block
 * @param initial channels of the stem
 * @param bottleneck whether a layer begins with a 1x1 convolution to 4 growth channels (B)
 * @param theta share of the channels a transition keeps, rounded down; below 1 it compresses (C)
 * @param bias whether convolutions have a bias beside the BN's, as the notes' code does
 */
public record DenseNet(
    int growth, List<Integer> layers, int initial, boolean bottleneck, double theta, boolean bias)
    implements Architecture {
  public DenseNet {
    layers = List.copyOf(layers);
    Limits.checkChannels("DenseNet", "growth", growth);
    Limits.checkChannels("DenseNet", "initial", initial);
    Limits.checkStages("DenseNet", "layers", layers);
    check(theta > 0 && theta <= 1, "DenseNet: theta must lie in (0, 1], was %s", theta);
  }

  static List<Entry> entries() {
    DenseNet notes = new DenseNet(32, List.of(4, 4, 4, 4), 64, false, 0.5, true);
    return List.of(
        imageNet("densenet121", 32, 64, 6, 12, 24, 16),
        imageNet("densenet161", 48, 96, 6, 12, 36, 24),
        imageNet("densenet169", 32, 64, 6, 12, 32, 32),
        imageNet("densenet201", 32, 64, 6, 12, 48, 32),
        entry("densenet_d2l", "M32", Shape.of(1, 96, 96), 10, notes));
  }

  private static Entry imageNet(String name, int growth, int initial, Integer... layers) {
    DenseNet net = new DenseNet(growth, List.of(layers), initial, true, 0.5, false);
    return entry(name, "M33", Shape.of(3, 224, 224), 1000, net);
  }

  private static Entry entry(String name, String notes, Shape input, int classes, DenseNet net) {
    String paper = "Huang et al., Densely Connected Convolutional Networks";
    return new Entry(name, "densenet", paper, 2017, notes, input, classes, net);
  }

  @Override
  public Block block(int classes) {
    Sequential features =
        Sequential.of()
            .then("conv0", biased(conv(initial, 7).stride(2).pad(3), bias))
            .then("norm0", batchNorm())
            .then("relu0", relu())
            .then("pool0", maxPool(Window.of(3).stride(2).pad(1)));
    int channels = initial;
    for (int i = 1; i <= layers.size(); i++) {
      int count = layers.get(i - 1);
      features =
          features.then("denseblock" + i, Parts.denseBlock(count, layer(growth, bottleneck, bias)));
      channels += count * growth;
      if (i < layers.size()) {
        channels = (int) Math.floor(theta * channels);
        check(channels > 0, "DenseNet: theta %s leaves no channel after block %d", theta, i);
        features = features.then("transition" + i, transition(channels, bias));
      }
    }
    return Sequential.of()
        .then("features", features.then("norm5", batchNorm()))
        .then("relu", relu())
        .then("avgpool", globalAveragePool())
        .then("classifier", linear(classes));
  }

  static Block layer(int growth, boolean bottleneck, boolean bias) {
    Sequential layer = Sequential.of().then("norm1", batchNorm()).then("relu1", relu());
    Convolution last = biased(conv(growth, 3).pad(1), bias);
    return bottleneck
        ? layer
            .then("conv1", biased(conv(4 * growth, 1), bias))
            .then("norm2", batchNorm())
            .then("relu2", relu())
            .then("conv2", last)
        : layer.then("conv1", last);
  }

  static Block transition(int channels, boolean bias) {
    return Sequential.of()
        .then("norm", batchNorm())
        .then("relu", relu())
        .then("conv", biased(conv(channels, 1), bias))
        .then("pool", averagePool(2, 2));
  }

  private static Convolution biased(Convolution conv, boolean bias) {
    Convolution started = conv.init(Init.heNormal());
    return bias ? started : started.noBias();
  }
}
