// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.models.Inception.unit;
import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.flatten;
import static dev.fovea.nn.Blocks.globalAveragePool;
import static dev.fovea.nn.Blocks.linear;
import static dev.fovea.nn.Blocks.op;
import static dev.fovea.nn.Blocks.relu;

import dev.fovea.nn.Activations;
import dev.fovea.nn.Block;
import dev.fovea.nn.Scope;
import dev.fovea.nn.Sequential;
import dev.fovea.op.AdaptiveAveragePool;
import dev.fovea.op.Pool;
import dev.fovea.op.Value;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Window;
import java.util.List;

/**
 * GoogLeNet (Szegedy et al. 2015; notes M23, M24): a stem, nine Inception blocks with pools
 * between, global average pool, one linear layer.
 *
 * @param norm whether BN stands after every convolution (Ioffe and Szegedy 2015)
 * @param third window of the blocks' third branch: 5 in the paper, 3 in torchvision
 * @param hanging whether pools have no padding and their last window may hang over the end, as in
 *     torchvision; else they are 3x3, padded by 1
 * @param auxiliary whether two classifiers on the way (outputs {@code aux1}, {@code aux2}) help
 *     training
 * @param bottleneck whether the blocks' larger convolutions stand behind a 1x1 that takes channels
 *     away, as in the paper; without it they see all of them, which the paper's section 4 calls
 *     prohibitively expensive
 * @param dropout rate before the linear layer; 0 for none
 */
public record GoogLeNet(
    boolean norm, int third, boolean hanging, boolean auxiliary, boolean bottleneck, double dropout)
    implements Architecture {
  public GoogLeNet {
    Limits.checkDropout("GoogLeNet", dropout);
  }

  static List<Entry> entries() {
    return List.of(
        entry("googlenet", "M23", Shape.of(3, 224, 224), 1000, torchvision()),
        entry(
            "googlenet_d2l",
            "M23",
            Shape.of(1, 96, 96),
            10,
            new GoogLeNet(false, 5, false, false, true, 0)),
        entry(
            "googlenet_bn",
            "M24",
            Shape.of(1, 96, 96),
            10,
            new GoogLeNet(true, 5, false, false, true, 0)));
  }

  private static Entry entry(String name, String notes, Shape input, int classes, GoogLeNet net) {
    String paper = "Szegedy et al., Going Deeper with Convolutions";
    return new Entry(name, "googlenet", paper, 2015, notes, input, classes, net);
  }

  private static GoogLeNet torchvision() {
    return new GoogLeNet(true, 3, true, false, true, 0.2);
  }

  public GoogLeNet auxiliary(boolean on) {
    return new GoogLeNet(norm, third, hanging, on, bottleneck, dropout);
  }

  @Override
  public Block block(int classes) {
    Sequential net =
        Sequential.of()
            .then("conv1", unit(conv(64, 7).stride(2).pad(3), norm))
            .then("maxpool1", pool(3))
            .then("conv2", unit(conv(64, 1), norm))
            .then("conv3", unit(conv(192, 3).pad(1), norm))
            .then("maxpool2", pool(3))
            .then("inception3a", inception(64, 96, 128, 16, 32, 32))
            .then("inception3b", inception(128, 128, 192, 32, 96, 64))
            .then("maxpool3", pool(3))
            .then("inception4a", inception(192, 96, 208, 16, 48, 64));
    // torchvision lists the auxiliary classifiers behind the last block, so they are emitted there.
    Sequential first =
        Sequential.of()
            .then("inception4b", inception(160, 112, 224, 24, 64, 64))
            .then("inception4c", inception(128, 128, 256, 24, 64, 64))
            .then("inception4d", inception(112, 144, 288, 32, 64, 64));
    Sequential second =
        Sequential.of()
            .then("inception4e", inception(256, 160, 320, 32, 128, 128))
            .then("maxpool4", pool(hanging ? 2 : 3))
            .then("inception5a", inception(256, 160, 320, 32, 128, 128))
            .then("inception5b", inception(384, 192, 384, 48, 128, 128));
    Sequential head =
        Sequential.of()
            .then("avgpool", globalAveragePool())
            .then("flatten", flatten())
            .then("dropout", Activations.dropout(dropout))
            .then("fc", linear(classes));
    return (s, x) -> {
      Value early = net.apply(s, x);
      Value middle = first.apply(s, early);
      Value late = second.apply(s, middle);
      if (auxiliary) {
        auxiliary(s, "aux1", early, classes);
        auxiliary(s, "aux2", middle, classes);
      }
      return head.apply(s, late);
    };
  }

  private void auxiliary(Scope s, String name, Value x, int classes) {
    Block classifier =
        Sequential.of()
            .then("avgpool", op(new AdaptiveAveragePool(4, 4)))
            .then("conv", unit(conv(128, 1), norm))
            .then("fc1", linear(1024))
            .then("relu", relu())
            .then("dropout", Activations.dropout(0.7))
            .then("fc2", linear(classes));
    Parts.auxiliary(s, name, name, classifier, x, x.type());
  }

  private Inception inception(int c1, int c2a, int c2b, int c3a, int c3b, int c4) {
    return new Inception(c1, bottleneck ? c2a : 0, c2b, bottleneck ? c3a : 0, c3b, c4, third, norm);
  }

  private Block pool(int size) {
    Window window = Window.of(size).stride(2);
    return hanging ? op(new Pool(Pool.Kind.MAX, window, true)) : op(Pool.max(window.pad(1)));
  }
}
