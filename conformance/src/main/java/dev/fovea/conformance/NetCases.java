// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import static dev.fovea.nn.Activations.dropout;
import static dev.fovea.nn.Activations.hardSigmoid;
import static dev.fovea.nn.Activations.hardSwish;
import static dev.fovea.nn.Activations.leakyRelu;
import static dev.fovea.nn.Activations.localResponseNorm;
import static dev.fovea.nn.Activations.logSoftmax;
import static dev.fovea.nn.Activations.prelu;
import static dev.fovea.nn.Activations.relu6;
import static dev.fovea.nn.Activations.silu;
import static dev.fovea.nn.Blocks.averagePool;
import static dev.fovea.nn.Blocks.batchNorm;
import static dev.fovea.nn.Blocks.concat;
import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.globalAveragePool;
import static dev.fovea.nn.Blocks.identity;
import static dev.fovea.nn.Blocks.linear;
import static dev.fovea.nn.Blocks.maxPool;
import static dev.fovea.nn.Blocks.named;
import static dev.fovea.nn.Blocks.relu;
import static dev.fovea.nn.Blocks.sigmoid;
import static dev.fovea.nn.Blocks.sum;
import static dev.fovea.nn.Blocks.zeroPad;

import dev.fovea.nn.Block;
import dev.fovea.nn.Mode;
import dev.fovea.nn.Sequential;
import dev.fovea.nn.Trace;
import dev.fovea.op.Binary;
import dev.fovea.op.Value;
import dev.fovea.tensor.TensorType;
import dev.fovea.tensor.Window;
import java.util.List;

/**
 * Small networks of the shapes that models have, where passes and layouts meet: what stands between
 * two convolutions, what is read twice, what is joined.
 */
final class NetCases {
  /** A network and the image it takes. */
  record Net(String name, Block block, TensorType input) {
    Experiment inference() {
      return RandomGraphs.clear(Trace.of(name, block, input, Mode.INFER), seed());
    }

    Experiment training() {
      return RandomGraphs.training(Trace.of(name, block, input, Mode.TRAIN), seed());
    }

    ModelCase model() {
      return new ModelCase(
          name, Trace.of(name, block, input, Mode.INFER), Trace.of(name, block, input, Mode.TRAIN));
    }

    private long seed() {
      return dev.fovea.tensor.Draw.stream(name) >>> 40;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private NetCases() {}

  static List<Net> all() {
    return List.of(
        net("norm_relu", 16, unit("a", 32, relu()), unit("b", 16, relu())),
        net("norm_relu_odd", 3, unit("a", 17, relu()), unit("b", 10, relu())),
        net("norm_relu6", 8, unit("a", 24, relu6()), unit("b", 16, relu6())),
        net("norm_swish", 8, unit("a", 24, hardSwish()), unit("b", 16, silu())),
        net("norm_bare", 8, unit("a", 24, identity()), named("c", conv(8, 3))),
        net("norm_first", 8, named("bn", batchNorm()), relu(), named("c", conv(8, 3))),
        net("norm_pool", 16, unit("a", 16, relu()), maxPool(3, 2), unit("b", 32, relu())),
        net("residual", 16, residual("a", 16), residual("b", 16)),
        net("residual_odd", 10, residual("a", 10), residual("b", 10)),
        net("dense", 16, dense(3, 8), transition(12)),
        net("dense_blocked", 16, dense(2, 16), transition(16)),
        net("inception", 8, inception(), inception2()),
        net("depthwise", 16, depthwise("a", 24), depthwise("b", 16)),
        net("depthwise_odd", 6, depthwise("a", 11), depthwise("b", 7)),
        net(
            "squeeze",
            16,
            unit("a", 16, hardSwish()),
            squeeze(hardSigmoid()),
            unit("b", 8, relu())),
        net("squeeze_odd", 6, squeeze(sigmoid()), relu()),
        net("lrn", 16, named("a", conv(24, 3)), relu(), localResponseNorm(5, 0.1, 0.75, 2)),
        net("slopes", 8, named("a", conv(16, 3)), named("p", prelu()), leakyRelu(0.1)),
        net("pad", 8, zeroPad(1, 2, -1, 0), named("a", conv(16, 3)), zeroPad(-1, -1, 0, 0), relu()),
        net("dropout", 8, named("a", conv(16, 3)), relu(), dropout(0.5), named("b", conv(8, 1))),
        new Net(
            "rows",
            Sequential.of(linear(24), batchNorm(), relu(), dropout(0.3), linear(10), logSoftmax()),
            TensorType.f32(6, 20)));
  }

  private static Net net(String name, int channels, Block... layers) {
    Sequential net = Sequential.of();
    for (Block layer : layers) {
      net = net.then(layer);
    }
    Block whole = net.then(globalAveragePool()).then("fc", linear(7));
    return new Net(name, whole, TensorType.f32(3, channels, 6, 5));
  }

  private static Block unit(String name, int filters, Block activation) {
    return Sequential.of()
        .then(name, conv(filters, 3).pad(1).noBias())
        .then(name + "_bn", batchNorm())
        .then(activation);
  }

  private static Block residual(String name, int channels) {
    Block branch = unit(name + "1", channels, relu()).then(unit(name + "2", channels, identity()));
    return sum(branch, identity()).then(relu());
  }

  private static Block dense(int layers, int growth) {
    return (s, x) -> {
      Value joined = x;
      for (int i = 0; i < layers; i++) {
        Block layer =
            Sequential.of()
                .then("bn" + i, batchNorm())
                .then(relu())
                .then("conv" + i, conv(growth, 3).pad(1));
        joined = concat(identity(), layer).apply(s, joined);
      }
      return joined;
    };
  }

  private static Block transition(int channels) {
    return Sequential.of()
        .then("t_bn", batchNorm())
        .then(relu())
        .then("t", conv(channels, 1))
        .then(averagePool(2, 2));
  }

  private static Block inception() {
    return concat(
        named("b1", conv(16, 1)).then(relu()),
        named("b2", conv(8, 1)).then(relu()).then(named("b2b", conv(16, 3).pad(1))).then(relu()),
        maxPool(Window.of(3).pad(1)).then(named("b3", conv(5, 1))).then(relu()));
  }

  private static Block inception2() {
    return concat(unit("c1", 16, relu()), unit("c2", 16, relu()), identity());
  }

  private static Block depthwise(String name, int filters) {
    return (s, x) ->
        Sequential.of()
            .then(name + "_dw", conv(x.type().dim(1), 3).pad(1).groups(x.type().dim(1)).noBias())
            .then(name + "_bn", batchNorm())
            .then(relu())
            .then(unit(name + "_pw", filters, relu6()))
            .apply(s, x);
  }

  private static Block squeeze(Block gate) {
    return (s, x) -> {
      Block scale =
          Sequential.of()
              .then(globalAveragePool())
              .then("fc1", conv(6, 1))
              .then(relu())
              .then("fc2", conv(x.type().dim(1), 1))
              .then(gate);
      return s.emit(new Binary(Binary.Fn.MUL), x, scale.apply(s, x));
    };
  }
}
