// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.nn.Activations.dropout;
import static dev.fovea.nn.Blocks.batchNorm;
import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.flatten;
import static dev.fovea.nn.Blocks.linear;
import static dev.fovea.nn.Blocks.maxPool;
import static dev.fovea.nn.Blocks.op;
import static dev.fovea.nn.Blocks.relu;

import dev.fovea.nn.Block;
import dev.fovea.nn.Sequential;
import dev.fovea.op.AdaptiveAveragePool;
import dev.fovea.op.LocalResponseNorm;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * VGG (Simonyan and Zisserman 2015; notes M9-M17): five blocks of 3x3 convolutions, each followed
 * by a 2x2 max pool, then three fully connected layers.
 *
 * @param convs convolutions a block
 * @param width channels of the first block; they double up to eight times that
 * @param norm what stands between convolution and ReLU, or after the first ReLU
 * @param pointwise whether the last convolution of the last three blocks is 1x1 (configuration C)
 * @param average whether the maps are averaged to 7x7 whatever their size, as in torchvision
 */
public record Vgg(List<Integer> convs, int width, Norm norm, boolean pointwise, boolean average)
    implements Architecture {
  /** Normalisation. */
  public enum Norm {
    NONE,
    /** BN after every convolution. */
    BATCH,
    /** Local response normalisation once, after the first ReLU (configuration A-LRN). */
    LOCAL_RESPONSE
  }

  private static final List<Integer> A = List.of(1, 1, 2, 2, 2);

  public Vgg {
    convs = List.copyOf(convs);
    Limits.checkStages("VGG", "convs", convs);
    Limits.checkChannels("VGG", "width", width);
  }

  static List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    addPair(entries, "vgg11", "M10", A);
    addPair(entries, "vgg13", "M12", List.of(2, 2, 2, 2, 2));
    addPair(entries, "vgg16", "M14", List.of(2, 2, 3, 3, 3));
    addPair(entries, "vgg19", "M15", List.of(2, 2, 4, 4, 4));
    Shape image = Shape.of(3, 224, 224);
    Shape digit = Shape.of(1, 224, 224);
    Vgg c = new Vgg(List.of(2, 2, 3, 3, 3), 64, Norm.NONE, true, true);
    entries.add(
        entry("vgg11_lrn", "M11", image, 1000, new Vgg(A, 64, Norm.LOCAL_RESPONSE, false, true)));
    entries.add(entry("vgg16_c", "M13", image, 1000, c));
    entries.add(entry("vgg11_d2l", "M16", digit, 10, new Vgg(A, 64, Norm.NONE, false, false)));
    entries.add(
        entry("vgg11_d2l_small", "M17", digit, 10, new Vgg(A, 16, Norm.NONE, false, false)));
    return entries;
  }

  private static void addPair(List<Entry> entries, String name, String notes, List<Integer> convs) {
    Shape image = Shape.of(3, 224, 224);
    entries.add(entry(name, notes, image, 1000, new Vgg(convs, 64, Norm.NONE, false, true)));
    entries.add(
        entry(name + "_bn", notes, image, 1000, new Vgg(convs, 64, Norm.BATCH, false, true)));
  }

  private static Entry entry(String name, String notes, Shape input, int classes, Vgg net) {
    String paper =
        "Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition";
    return new Entry(name, "vgg", paper, 2015, notes, input, classes, net);
  }

  @Override
  public Block block(int classes) {
    List<Block> layers = new ArrayList<>();
    for (int i = 0; i < convs.size(); i++) {
      int channels = width << Math.min(i, 3);
      for (int k = 1; k <= convs.get(i); k++) {
        boolean point = pointwise && i >= 2 && k == convs.get(i);
        layers.add(conv(channels, point ? 1 : 3).same().init(Parts.FAN_OUT));
        if (norm == Norm.BATCH) {
          layers.add(batchNorm());
        }
        layers.add(relu());
        if (norm == Norm.LOCAL_RESPONSE && i == 0 && k == 1) {
          layers.add(op(LocalResponseNorm.undivided(5, 1e-4, 0.75, 2)));
        }
      }
      layers.add(maxPool(2, 2));
    }
    Sequential net = Sequential.of().then("features", Sequential.of(layers.toArray(Block[]::new)));
    if (average) {
      net = net.then("avgpool", op(new AdaptiveAveragePool(7, 7)));
    }
    Init small = Init.normal(0.01);
    return net.then("flatten", flatten())
        .then(
            "classifier",
            Sequential.of(
                linear(4096).init(small),
                relu(),
                dropout(0.5),
                linear(4096).init(small),
                relu(),
                dropout(0.5),
                linear(classes).init(small)));
  }
}
