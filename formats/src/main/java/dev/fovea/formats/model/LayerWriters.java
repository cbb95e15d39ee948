// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats.model;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.op.AdaptiveAveragePool;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Binary;
import dev.fovea.op.Concat;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Dropout;
import dev.fovea.op.Fill;
import dev.fovea.op.Linear;
import dev.fovea.op.LocalResponseNorm;
import dev.fovea.op.Op;
import dev.fovea.op.OpTable;
import dev.fovea.op.PRelu;
import dev.fovea.op.Pad;
import dev.fovea.op.Parameter;
import dev.fovea.op.Pool;
import dev.fovea.op.Reshape;
import dev.fovea.op.Slice;
import dev.fovea.op.Softmax;
import dev.fovea.op.Unary;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.TensorType;

/** How each op of a network traced for training is written as a layer. */
final class LayerWriters {
  /** Makes a layer of a node. */
  @FunctionalInterface
  interface Writer {
    Written write(Graph graph, Node node);
  }

  private LayerWriters() {}

  static OpTable<Writer> table() {
    return new OpTable<Writer>()
        .put(Conv2d.class, LayerWriters::conv)
        .put(Linear.class, LayerWriters::linear)
        .put(BatchNorm.class, LayerWriters::batchNorm)
        .put(PRelu.class, LayerWriters::prelu)
        .put(Unary.class, LayerWriters::unary)
        .put(Binary.class, LayerWriters::binary)
        .put(Concat.class, LayerWriters::concat)
        .put(Pool.class, LayerWriters::pool)
        .put(AdaptiveAveragePool.class, LayerWriters::adaptivePool)
        .put(Reshape.class, LayerWriters::flatten)
        .put(Dropout.class, LayerWriters::dropout)
        .put(LocalResponseNorm.class, LayerWriters::localResponseNorm)
        .put(Softmax.class, LayerWriters::softmax)
        .put(Pad.class, LayerWriters::pad)
        .put(Slice.class, LayerWriters::slice);
  }

  private static Written conv(Graph graph, Node node) {
    Conv2d op = (Conv2d) node.op();
    TensorType weight = node.inputTypes().get(1);
    int channels = node.inputTypes().get(0).dim(1);
    boolean depthwise = channels > 1 && op.groups() == channels;
    Written layer =
        depthwise
            ? Written.of("depthwise_conv", node.inputs().get(0))
            : Written.of("conv", node.inputs().get(0)).with("filters", weight.dim(0));
    layer = layer.with(op.window(), false);
    layer =
        depthwise
            ? layer.with("multiplier", weight.dim(0) / channels, 1)
            : layer.with("groups", op.groups(), 1);
    return weights(graph, node, layer);
  }

  private static Written linear(Graph graph, Node node) {
    int outputs = node.inputTypes().get(1).dim(0);
    return weights(
        graph, node, Written.of("linear", node.inputs().get(0)).with("outputs", outputs));
  }

  private static Written weights(Graph graph, Node node, Written layer) {
    Parameter weight = parameter(graph, node, 1, "weight");
    if (node.inputs().size() > 2) {
      parameter(graph, node, 2, "bias");
    }
    return layer
        .with("bias", node.inputs().size() > 2, true)
        .with("init", weight.init(), Init.torchDefault());
  }

  /** The operand as the parameter that a layer at the node's path has. */
  private static Parameter parameter(Graph graph, Node node, int operand, String name) {
    String path = node.path().isEmpty() ? name : node.path() + "." + name;
    if (graph.op(node.inputs().get(operand)) instanceof Parameter p && p.path().equals(path)) {
      return p;
    }
    throw new FoveaException(
        "%s: %s: its %s is not a parameter %s of its own, so it cannot be written as a layer",
        node.path(), node.op().mnemonic(), name, path);
  }

  private static Written batchNorm(Graph graph, Node node) {
    BatchNorm op = (BatchNorm) node.op();
    boolean affine = node.inputs().size() > 1;
    Written layer =
        Written.of("batch_norm", node.inputs().get(0))
            .with("eps", op.eps(), 1e-5)
            .with("momentum", momentum(graph, node), 0.1)
            .with("affine", affine, true);
    return affine
        ? layer.with("init", parameter(graph, node, 1, "weight").init(), Init.constant(1))
        : layer;
  }

  /** The weight of the batch's mean in the update of the running mean. */
  private static double momentum(Graph graph, Node norm) {
    for (Graph.Update update : graph.updates()) {
      for (Result part : graph.node(update.value()).inputs()) {
        Node product = graph.node(part);
        boolean mean =
            product.inputs().size() == 2 && product.inputs().get(0).equals(norm.result(1));
        if (mean && graph.op(product.inputs().get(1)) instanceof Fill share) {
          return share.value();
        }
      }
    }
    throw new FoveaException("%s: batch_norm: nothing updates its running mean", norm.path());
  }

  private static Written prelu(Graph graph, Node node) {
    boolean shared = parameter(graph, node, 1, "weight").type().dim(0) == 1;
    boolean oneChannel = node.inputTypes().get(0).dim(1) == 1;
    return Written.of("prelu", node.inputs().get(0)).with("shared", shared && !oneChannel, false);
  }

  private static Written unary(Graph graph, Node node) {
    Unary op = (Unary) node.op();
    Written written = Written.of(LayerKinds.name(op.fn()), node.inputs().get(0));
    return op.fn().hasAlpha()
        ? written.with(LayerKinds.alpha(op.fn()), op.alpha(), op.fn().usualAlpha())
        : written;
  }

  private static Written binary(Graph graph, Node node) {
    Binary op = (Binary) node.op();
    Result a = node.inputs().get(0);
    Result b = node.inputs().get(1);
    if (graph.op(b) instanceof Fill number) {
      check(
          op.fn() == Binary.Fn.MUL && number.type().equals(TensorType.f32(1)),
          "%s: %s with a constant cannot be written as a layer",
          node.path(),
          op);
      return Written.of("scale", a).with("by", number.value());
    }
    return Written.of(LayerKinds.name(op.fn()), a, b);
  }

  private static Written concat(Graph graph, Node node) {
    int axis = ((Concat) node.op()).axis();
    check(axis == 1, "%s: concat along axis %d cannot be written as a layer", node.path(), axis);
    return Written.of("concat", node.inputs().toArray(Result[]::new));
  }

  private static Written pool(Graph graph, Node node) {
    Pool op = (Pool) node.op();
    String kind =
        switch (op.kind()) {
          case MAX -> "max_pool";
          case AVERAGE, AVERAGE_VALID -> "average_pool";
          case SUM -> "sum_pool";
        };
    return Written.of(kind, node.inputs().get(0))
        .with(op.window(), true)
        .with("ceil", op.ceil(), false)
        .with("count_padding", op.kind() != Pool.Kind.AVERAGE_VALID, true);
  }

  private static Written adaptivePool(Graph graph, Node node) {
    AdaptiveAveragePool op = (AdaptiveAveragePool) node.op();
    Result x = node.inputs().get(0);
    return op.equals(AdaptiveAveragePool.global())
        ? Written.of("global_average_pool", x)
        : Written.of("adaptive_average_pool", x)
            .with("size", Written.pair(op.height(), op.width()));
  }

  private static Written flatten(Graph graph, Node node) {
    TensorType out = node.types().get(0);
    check(
        out.rank() == 2 && out.dim(0) == node.inputTypes().get(0).dim(0),
        "%s: a reshape to %s cannot be written as a layer",
        node.path(),
        out);
    return Written.of("flatten", node.inputs().get(0));
  }

  private static Written dropout(Graph graph, Node node) {
    Dropout op = (Dropout) node.op();
    return Written.of("dropout", node.inputs().get(0))
        .with("rate", op.rate())
        .with("paper", op.scale() == 1, false);
  }

  private static Written localResponseNorm(Graph graph, Node node) {
    LocalResponseNorm op = (LocalResponseNorm) node.op();
    return Written.of("local_response_norm", node.inputs().get(0))
        .with("size", op.size())
        .with("alpha", op.alpha())
        .with("beta", op.beta())
        .with("k", op.k());
  }

  private static Written softmax(Graph graph, Node node) {
    boolean log = ((Softmax) node.op()).log();
    return Written.of(log ? "log_softmax" : "softmax", node.inputs().get(0));
  }

  private static Written pad(Graph graph, Node node) {
    Pad op = (Pad) node.op();
    return Written.of("pad", node.inputs().get(0))
        .with("axis", op.axis())
        .with("before", op.before(), 0)
        .with("after", op.after(), 0);
  }

  private static Written slice(Graph graph, Node node) {
    Slice op = (Slice) node.op();
    return Written.of("slice", node.inputs().get(0))
        .with("axis", op.axis(), 1)
        .with("begin", op.begin(), 0)
        .with("size", op.size());
  }

  /** Whether a node is a layer's result, and not a number or a tensor that a layer brings along. */
  static boolean isLayer(Node node) {
    return !(node.op() instanceof Op.Leaf) && !(node.op() instanceof Fill);
  }
}
