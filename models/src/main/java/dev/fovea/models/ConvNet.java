// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.nn.Blocks.linear;
import static dev.fovea.nn.Blocks.relu;
import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.nn.Activations;
import dev.fovea.nn.Block;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * The small network of text books (notes M3): convolution and ReLU, repeated, a pool after each
 * stage; then a fully connected layer with ReLU and one more.
 *
 * @param channels of each stage
 * @param convs convolutions a stage
 * @param hidden outputs of the layer before the last
 * @param dropout rate before the last two layers; 0 for none
 */
public record ConvNet(List<Integer> channels, int convs, int hidden, double dropout)
    implements Architecture {
  public ConvNet {
    channels = List.copyOf(channels);
    check(!channels.isEmpty(), "ConvNet: there must be at least one stage");
    channels.forEach(n -> Limits.checkChannels("ConvNet", "channels", n));
    Limits.checkLayers("ConvNet", "convs", convs);
    Limits.checkOutputs("ConvNet", "hidden", hidden);
    Limits.checkDropout("ConvNet", dropout);
  }

  static List<Entry> entries() {
    return List.of(
        new Entry(
            "convnet",
            "convnet",
            "Saito, Deep Learning from Scratch",
            2016,
            "M3",
            Shape.of(1, 28, 28),
            10,
            new ConvNet(List.of(16, 32, 64), 2, 50, 0)));
  }

  @Override
  public Block block(int classes) {
    Sequential net = Sequential.of();
    for (int i = 0; i < channels.size(); i++) {
      net = net.then("stage" + (i + 1), Parts.vggBlock(convs, channels.get(i)));
    }
    return net.then("dropout1", Activations.dropout(dropout))
        .then("fc1", linear(hidden))
        .then("relu", relu())
        .then("dropout2", Activations.dropout(dropout))
        .then("fc2", linear(classes));
  }
}
