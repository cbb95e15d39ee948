// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.models.Parts.basicConv;
import static dev.fovea.nn.Blocks.averagePool;
import static dev.fovea.nn.Blocks.concat;
import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.flatten;
import static dev.fovea.nn.Blocks.globalAveragePool;
import static dev.fovea.nn.Blocks.linear;
import static dev.fovea.nn.Blocks.maxPool;

import dev.fovea.nn.Activations;
import dev.fovea.nn.Block;
import dev.fovea.nn.Convolution;
import dev.fovea.nn.Sequential;
import dev.fovea.op.Value;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import dev.fovea.tensor.Window;
import java.util.List;

/**
 * Inception V3 (Szegedy et al. 2016; notes M24): 5x5 convolutions as two 3x3 ones, n x n as 1 x n
 * and n x 1, BN everywhere, an auxiliary classifier (output {@code aux} of training graphs), which
 * needs images of 299 pixels a side.
 *
 * @param auxiliary whether there is the auxiliary classifier
 * @param dropout rate before the linear layer
 */
public record InceptionV3(boolean auxiliary, double dropout) implements Architecture {
  public InceptionV3 {
    Limits.checkDropout("Inception V3", dropout);
  }

  static List<Entry> entries() {
    return List.of(
        new Entry(
            "inception_v3",
            "inception",
            "Szegedy et al., Rethinking the Inception Architecture for Computer Vision",
            2016,
            "M24",
            Shape.of(3, 299, 299),
            1000,
            new InceptionV3(true, 0.5)));
  }

  public InceptionV3 auxiliary(boolean on) {
    return new InceptionV3(on, dropout);
  }

  @Override
  public Block block(int classes) {
    Sequential body =
        Sequential.of()
            .then("Conv2d_1a_3x3", unit(c(32, 3).stride(2)))
            .then("Conv2d_2a_3x3", unit(c(32, 3)))
            .then("Conv2d_2b_3x3", unit(c(64, 3).pad(1)))
            .then("maxpool1", maxPool(3, 2))
            .then("Conv2d_3b_1x1", unit(c(80, 1)))
            .then("Conv2d_4a_3x3", unit(c(192, 3)))
            .then("maxpool2", maxPool(3, 2))
            .then("Mixed_5b", a(32))
            .then("Mixed_5c", a(64))
            .then("Mixed_5d", a(64))
            .then("Mixed_6a", b())
            .then("Mixed_6b", c(128))
            .then("Mixed_6c", c(160))
            .then("Mixed_6d", c(160))
            .then("Mixed_6e", c(192));
    Block helper =
        Sequential.of()
            .then("avgpool", averagePool(5, 3))
            .then("conv0", unit(c(128, 1)))
            .then("conv1", unit(c(768, 5).init(Init.truncatedNormal(0.01))))
            .then("avgpool", globalAveragePool())
            .then("fc", linear(classes).init(Init.truncatedNormal(0.001)));
    Sequential tail =
        Sequential.of()
            .then("Mixed_7a", d())
            .then("Mixed_7b", e())
            .then("Mixed_7c", e())
            .then("avgpool", globalAveragePool())
            .then("dropout", Activations.dropout(dropout))
            .then("flatten", flatten())
            .then("fc", linear(classes).init(Init.truncatedNormal(0.1)));
    return (s, x) -> {
      Value middle = body.apply(s, x);
      if (auxiliary) {
        TensorType full = middle.type().withShape(Shape.of(2, middle.type().dim(1), 17, 17));
        Parts.auxiliary(s, "aux", "AuxLogits", helper, middle, full);
      }
      return tail.apply(s, middle);
    };
  }

  /** 1x1, 5x5, two 3x3 and pooled branches. */
  private static Block a(int pooled) {
    return concat(
        basicConv("branch1x1", c(64, 1)),
        chain("branch5x5_", c(48, 1), c(64, 5).pad(2)),
        chain("branch3x3dbl_", c(64, 1), c(96, 3).pad(1), c(96, 3).pad(1)),
        Parts.samePool().then(basicConv("branch_pool", c(pooled, 1))));
  }

  /** Halves the size. */
  private static Block b() {
    return concat(
        basicConv("branch3x3", c(384, 3).stride(2)),
        chain("branch3x3dbl_", c(64, 1), c(96, 3).pad(1), c(96, 3).stride(2)),
        maxPool(3, 2));
  }

  /** 7x7 as 1x7 and 7x1. */
  private static Block c(int inner) {
    Convolution row = flat(inner, 1, 7);
    Convolution column = flat(inner, 7, 1);
    return concat(
        basicConv("branch1x1", c(192, 1)),
        chain("branch7x7_", c(inner, 1), row, flat(192, 7, 1)),
        chain("branch7x7dbl_", c(inner, 1), column, row, column, flat(192, 1, 7)),
        Parts.samePool().then(basicConv("branch_pool", c(192, 1))));
  }

  /** Halves the size again. */
  private static Block d() {
    Convolution reduced = c(192, 1);
    return concat(
        chain("branch3x3_", reduced, c(320, 3).stride(2)),
        chain("branch7x7x3_", reduced, flat(192, 1, 7), flat(192, 7, 1), c(192, 3).stride(2)),
        maxPool(3, 2));
  }

  /** 3x3 as 1x3 beside 3x1. */
  private static Block e() {
    return concat(
        basicConv("branch1x1", c(320, 1)),
        basicConv("branch3x3_1", c(384, 1)).then(split("branch3x3_2")),
        basicConv("branch3x3dbl_1", c(448, 1))
            .then(basicConv("branch3x3dbl_2", c(384, 3).pad(1)))
            .then(split("branch3x3dbl_3")),
        Parts.samePool().then(basicConv("branch_pool", c(192, 1))));
  }

  private static Block split(String name) {
    return concat(basicConv(name + "a", flat(384, 1, 3)), basicConv(name + "b", flat(384, 3, 1)));
  }

  /** Convolutions one after the other, named {@code <name>1}, {@code <name>2}, ... */
  private static Block chain(String name, Convolution... convs) {
    Block chain = basicConv(name + 1, convs[0]);
    for (int i = 1; i < convs.length; i++) {
      chain = chain.then(basicConv(name + (i + 1), convs[i]));
    }
    return chain;
  }

  private static Block unit(Convolution conv) {
    return basicConv(conv);
  }

  private static Convolution c(int filters, int size) {
    return conv(filters, size).init(Init.truncatedNormal(0.1));
  }

  private static Convolution flat(int filters, int height, int width) {
    return conv(filters, Window.of(height, width).same()).init(Init.truncatedNormal(0.1));
  }
}
