// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.nn.Blocks.batchNorm;
import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.linear;
import static dev.fovea.nn.Blocks.op;

import dev.fovea.nn.Block;
import dev.fovea.nn.Blocks;
import dev.fovea.nn.Sequential;
import dev.fovea.op.Pool;
import dev.fovea.op.Unary;
import dev.fovea.tensor.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * LeNet-5 (LeCun, Bottou, Bengio and Haffner 1998; notes M4, M5): two 5x5 convolutions with 2x2
 * pooling, then three fully connected layers.
 *
 * @param pad padding of the first convolution: 2 for 28x28 digits, 0 for 32x32 ones; both leave 5x5
 *     maps in the end
 * @param activation after every layer with weights but the last
 * @param pooling average in the paper and the notes' code, maximum in the notes' prose (E12)
 * @param norm whether BN stands before every activation
 */
public record LeNet(int pad, Unary.Fn activation, Pool.Kind pooling, boolean norm)
    implements Architecture {
  public LeNet {
    Limits.checkRange("LeNet", "pad", pad, 0, Limits.MOST_PADDING);
  }

  /** Without normalisation. */
  public LeNet(int pad, Unary.Fn activation, Pool.Kind pooling) {
    this(pad, activation, pooling, false);
  }

  static List<Entry> entries() {
    return List.of(
        entry("lenet", "M5a", 28, new LeNet(2, Unary.Fn.SIGMOID, Pool.Kind.AVERAGE)),
        entry("lenet5", "M4", 32, new LeNet(0, Unary.Fn.TANH, Pool.Kind.AVERAGE)),
        entry("lenet_bn", "M5a", 28, new LeNet(0, Unary.Fn.SIGMOID, Pool.Kind.AVERAGE, true)));
  }

  private static Entry entry(String name, String notes, int size, LeNet net) {
    return new Entry(
        name,
        "lenet",
        "LeCun et al., Gradient-based learning applied to document recognition",
        1998,
        notes,
        dev.fovea.tensor.Shape.of(1, size, size),
        10,
        net);
  }

  @Override
  public Block block(int classes) {
    String act = activation.name().toLowerCase(Locale.ROOT);
    Block pool = op(new Pool(pooling, Window.of(2).stride(2), false));
    Block curve = op(new Unary(activation));
    Block[] norms = new Block[4];
    Arrays.setAll(norms, i -> norm ? Blocks.named("bn" + (i + 1), batchNorm()) : Blocks.identity());
    return Sequential.of()
        .then("conv1", conv(6, 5).pad(pad))
        .then(norms[0])
        .then(act + "1", curve)
        .then("pool1", pool)
        .then("conv2", conv(16, 5))
        .then(norms[1])
        .then(act + "2", curve)
        .then("pool2", pool)
        .then("fc1", linear(120))
        .then(norms[2])
        .then(act + "3", curve)
        .then("fc2", linear(84))
        .then(norms[3])
        .then(act + "4", curve)
        .then("fc3", linear(classes));
  }
}
