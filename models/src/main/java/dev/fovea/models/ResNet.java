// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.nn.Blocks.batchNorm;
import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.globalAveragePool;
import static dev.fovea.nn.Blocks.linear;
import static dev.fovea.nn.Blocks.maxPool;
import static dev.fovea.nn.Blocks.relu;
import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.models.Residual.Kind;
import dev.fovea.models.Residual.Shortcut;
import dev.fovea.nn.Block;
import dev.fovea.nn.Convolution;
import dev.fovea.nn.Sequential;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * ResNet (He, Zhang, Ren and Sun 2016; notes M27-M29): a stem, stages of residual blocks that each
 * double the channels and, but for the first, halve the size, global average pool, one linear
 * layer.
 *
 * @param kind blocks of two 3x3 convolutions, or bottlenecks
 * @param depths blocks a stage
 * @param width channels of the first stage
 * @param stem how the image enters
 * @param shortcut around each block; {@link Shortcut#NONE} makes the plain network of the notes'
 *     comparison
 * @param bias whether convolutions have a bias beside the BN's, as the notes' code does
 * @param strideFirst the paper's place of a bottleneck's stride (v1) instead of torchvision's
 *     (v1.5)
 */
public record ResNet(
    Kind kind,
    List<Integer> depths,
    int width,
    Stem stem,
    Shortcut shortcut,
    boolean bias,
    boolean strideFirst)
    implements Architecture {
  /** How the image enters. */
  public enum Stem {
    /** 7x7 convolution and 3x3 max pool, stride 2 each. */
    IMAGENET,
    /** 3x3 convolution. */
    CIFAR
  }

  public ResNet {
    depths = List.copyOf(depths);
    Limits.checkStages("ResNet", "depths", depths);
    Limits.checkChannels("ResNet", "width", width);
  }

  static List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    entries.add(imageNet("resnet18", Kind.BASIC, 2, 2, 2, 2));
    entries.add(imageNet("resnet34", Kind.BASIC, 3, 4, 6, 3));
    entries.add(imageNet("resnet50", Kind.BOTTLENECK, 3, 4, 6, 3));
    entries.add(imageNet("resnet101", Kind.BOTTLENECK, 3, 4, 23, 3));
    entries.add(imageNet("resnet152", Kind.BOTTLENECK, 3, 8, 36, 3));
    ResNet eighteen =
        new ResNet(
            Kind.BASIC, List.of(2, 2, 2, 2), 64, Stem.IMAGENET, Shortcut.PROJECTION, true, false);
    entries.add(entry("resnet18_d2l", "M27", Shape.of(1, 96, 96), 10, eighteen));
    for (int depth : new int[] {20, 32, 44, 56, 110}) {
      entries.add(
          entry("resnet" + depth, "M28", Shape.of(3, 32, 32), 10, cifar(depth, Shortcut.PAD)));
    }
    entries.add(plain("plain18", 2, 2, 2, 2));
    entries.add(plain("plain34", 3, 4, 6, 3));
    for (int depth : new int[] {20, 56}) {
      entries.add(
          entry("plain" + depth, "M26", Shape.of(3, 32, 32), 10, cifar(depth, Shortcut.NONE)));
    }
    return entries;
  }

  /** The paper's network for small images, of {@code 6 n + 2} layers. */
  public static ResNet cifar(int depth, Shortcut shortcut) {
    check(
        depth >= 8 && depth % 6 == 2,
        "ResNet: a network for small images has 6n + 2 layers, %d is not that",
        depth);
    int n = (depth - 2) / 6;
    return new ResNet(Kind.BASIC, List.of(n, n, n), 16, Stem.CIFAR, shortcut, false, false);
  }

  private static ResNet standard(Kind kind, Shortcut shortcut, Integer... depths) {
    return new ResNet(kind, List.of(depths), 64, Stem.IMAGENET, shortcut, false, false);
  }

  private static Entry imageNet(String name, Kind kind, Integer... depths) {
    ResNet net = standard(kind, Shortcut.PROJECTION_NORM, depths);
    return entry(name, "M28", Shape.of(3, 224, 224), 1000, net);
  }

  private static Entry plain(String name, Integer... depths) {
    ResNet net = standard(Kind.BASIC, Shortcut.NONE, depths);
    return entry(name, "M26", Shape.of(3, 224, 224), 1000, net);
  }

  private static Entry entry(String name, String notes, Shape input, int classes, ResNet net) {
    String paper = "He et al., Deep Residual Learning for Image Recognition";
    return new Entry(name, "resnet", paper, 2016, notes, input, classes, net);
  }

  public ResNet shortcut(Shortcut other) {
    return new ResNet(kind, depths, width, stem, other, bias, strideFirst);
  }

  /** The paper's place of the stride. */
  public ResNet v1() {
    return new ResNet(kind, depths, width, stem, shortcut, bias, true);
  }

  @Override
  public Block block(int classes) {
    Convolution first =
        stem == Stem.IMAGENET ? conv(width, 7).stride(2).pad(3) : conv(width, 3).pad(1);
    Sequential net =
        Sequential.of()
            .then("conv1", (bias ? first : first.noBias()).init(Parts.FAN_OUT))
            .then("bn1", batchNorm())
            .then("relu", relu());
    if (stem == Stem.IMAGENET) {
      net = net.then("maxpool", maxPool(Window.of(3).stride(2).pad(1)));
    }
    for (int i = 0; i < depths.size(); i++) {
      net = net.then("layer" + (i + 1), stage(i));
    }
    return net.then("avgpool", globalAveragePool()).then("fc", linear(classes));
  }

  private Block stage(int index) {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < depths.get(index); i++) {
      int stride = i == 0 && index > 0 ? 2 : 1;
      blocks.add(new Residual(kind, width << index, stride, shortcut, bias, strideFirst));
    }
    return Sequential.of(blocks.toArray(Block[]::new));
  }
}
