// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.models.Parts.basicConv;
import static dev.fovea.nn.Blocks.concat;
import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.globalAveragePool;
import static dev.fovea.nn.Blocks.linear;
import static dev.fovea.nn.Blocks.maxPool;
import static dev.fovea.nn.Blocks.named;
import static dev.fovea.nn.Blocks.op;
import static dev.fovea.nn.Blocks.relu;
import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.nn.Activations;
import dev.fovea.nn.Block;
import dev.fovea.nn.Convolution;
import dev.fovea.nn.Scope;
import dev.fovea.nn.Sequential;
import dev.fovea.op.Binary;
import dev.fovea.op.Fill;
import dev.fovea.op.Pool;
import dev.fovea.op.Value;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import dev.fovea.tensor.Window;
import java.util.Arrays;
import java.util.List;

/**
 * Inception-ResNet V2 (Szegedy et al. 2017; notes M24): Inception blocks as the branches of scaled
 * residual ones. Names are those of the timm library.
 *
 * @param repeats how often the residual blocks of each of the three sizes are repeated; the last
 *     size has one block more, without ReLU
 * @param dropout rate before the linear layer; 0 for none
 */
public record InceptionResNetV2(List<Integer> repeats, double dropout) implements Architecture {
  public InceptionResNetV2 {
    repeats = List.copyOf(repeats);
    check(
        repeats.size() == 3 && repeats.stream().allMatch(n -> n > 0),
        "Inception-ResNet V2: repeats must be three positive numbers, were %s",
        repeats);
    Limits.checkDropout("Inception-ResNet V2", dropout);
  }

  static List<Entry> entries() {
    return List.of(
        new Entry(
            "inception_resnet_v2",
            "inception",
            "Szegedy et al., Inception-v4, Inception-ResNet and the Impact of Residual Connections",
            2017,
            "M24",
            Shape.of(3, 299, 299),
            1000,
            new InceptionResNetV2(List.of(10, 20, 9), 0)));
  }

  @Override
  public Block block(int classes) {
    return Sequential.of()
        .then("conv2d_1a", basicConv(conv(32, 3).stride(2)))
        .then("conv2d_2a", basicConv(conv(32, 3)))
        .then("conv2d_2b", basicConv(conv(64, 3).pad(1)))
        .then("maxpool_3a", maxPool(3, 2))
        .then("conv2d_3b", basicConv(conv(80, 1)))
        .then("conv2d_4a", basicConv(conv(192, 3)))
        .then("maxpool_5a", maxPool(3, 2))
        .then("mixed_5b", first())
        .then("repeat", repeated(repeats.get(0), residual(block35(), 0.17, true)))
        .then("mixed_6a", reductionA())
        .then("repeat_1", repeated(repeats.get(1), residual(block17(), 0.1, true)))
        .then("mixed_7a", reductionB())
        .then("repeat_2", repeated(repeats.get(2), residual(block8(), 0.2, true)))
        .then("block8", residual(block8(), 1, false))
        .then("conv2d_7b", basicConv(conv(1536, 1)))
        .then("global_pool", globalAveragePool())
        .then("dropout", Activations.dropout(dropout))
        .then("classif", linear(classes));
  }

  private static Block first() {
    Block mean = op(new Pool(Pool.Kind.AVERAGE_VALID, Window.of(3).pad(1), false));
    return concat(
        branch(0, conv(96, 1)),
        branch(1, conv(48, 1), conv(64, 5).pad(2)),
        branch(2, conv(64, 1), conv(96, 3).pad(1), conv(96, 3).pad(1)),
        named("branch3", Sequential.of(mean, basicConv(conv(64, 1)))));
  }

  private static Block block35() {
    return concat(
        branch(0, conv(32, 1)),
        branch(1, conv(32, 1), conv(32, 3).pad(1)),
        branch(2, conv(32, 1), conv(48, 3).pad(1), conv(64, 3).pad(1)));
  }

  private static Block reductionA() {
    return concat(
        branch(0, conv(384, 3).stride(2)),
        branch(1, conv(256, 1), conv(256, 3).pad(1), conv(384, 3).stride(2)),
        maxPool(3, 2));
  }

  private static Block block17() {
    return concat(
        branch(0, conv(192, 1)), branch(1, conv(128, 1), flat(160, 1, 7), flat(192, 7, 1)));
  }

  private static Block reductionB() {
    return concat(
        branch(0, conv(256, 1), conv(384, 3).stride(2)),
        branch(1, conv(256, 1), conv(288, 3).stride(2)),
        branch(2, conv(256, 1), conv(288, 3).pad(1), conv(320, 3).stride(2)),
        maxPool(3, 2));
  }

  private static Block block8() {
    return concat(
        branch(0, conv(192, 1)), branch(1, conv(192, 1), flat(224, 1, 3), flat(256, 3, 1)));
  }

  private static Convolution flat(int filters, int height, int width) {
    return conv(filters, Window.of(height, width).same());
  }

  private static Block branch(int number, Convolution... convs) {
    Block block =
        convs.length == 1
            ? basicConv(convs[0])
            : Sequential.of(Arrays.stream(convs).map(Parts::basicConv).toArray(Block[]::new));
    return named("branch" + number, block);
  }

  private static Block repeated(int times, Block block) {
    Block[] blocks = new Block[times];
    Arrays.fill(blocks, block);
    return Sequential.of(blocks);
  }

  /** {@code x + scale conv2d(branches(x))}, {@code conv2d} 1x1 back to the channels of x. */
  private static Block residual(Block branches, double scale, boolean relu) {
    return (s, x) -> {
      Value joined = branches.apply(s, x);
      Value back = conv(x.type().dim(1), 1).apply(s.in("conv2d"), joined);
      Value scaled = scale == 1 ? back : scaled(s, back, scale);
      Value sum = s.emit(new Binary(Binary.Fn.ADD), scaled, x);
      return relu ? relu().apply(s, sum) : sum;
    };
  }

  private static Value scaled(Scope s, Value v, double by) {
    return s.emit(new Binary(Binary.Fn.MUL), v, s.emit(new Fill(TensorType.f32(1), by)));
  }
}
