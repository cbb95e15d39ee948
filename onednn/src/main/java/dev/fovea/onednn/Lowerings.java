// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.ir.Node;
import dev.fovea.op.AdaptiveAveragePool;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.BatchNormInference;
import dev.fovea.op.BatchNormReluBackward;
import dev.fovea.op.Binary;
import dev.fovea.op.Buffer;
import dev.fovea.op.Concat;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Dropout;
import dev.fovea.op.Expand;
import dev.fovea.op.Fill;
import dev.fovea.op.Fused;
import dev.fovea.op.Input;
import dev.fovea.op.Linear;
import dev.fovea.op.LocalResponseNorm;
import dev.fovea.op.Op;
import dev.fovea.op.OpTable;
import dev.fovea.op.PRelu;
import dev.fovea.op.Pack;
import dev.fovea.op.Pad;
import dev.fovea.op.Parameter;
import dev.fovea.op.Pool;
import dev.fovea.op.Reshape;
import dev.fovea.op.Slice;
import dev.fovea.op.Slot;
import dev.fovea.op.Softmax;
import dev.fovea.op.SoftmaxCrossEntropy;
import dev.fovea.op.SumTo;
import dev.fovea.op.Unary;
import dev.fovea.op.Unpack;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Which op is lowered how. */
final class Lowerings {
  private static final OpTable<Lowering<?>> TABLE =
      new OpTable<Lowering<?>>()
          .put(
              AdaptiveAveragePool.class,
              lowering(AdaptiveAveragePool.class, AdaptivePoolLowering::forward))
          .put(
              AdaptiveAveragePool.Backward.class,
              lowering(AdaptiveAveragePool.Backward.class, AdaptivePoolLowering::backward))
          .put(BatchNorm.class, lowering(BatchNorm.class, BatchNormLowering::forward))
          .put(
              BatchNorm.Backward.class,
              lowering(BatchNorm.Backward.class, BatchNormLowering::backward))
          .put(
              BatchNormReluBackward.class,
              lowering(BatchNormReluBackward.class, BatchNormLowering::backwardRelu))
          .put(
              BatchNormInference.class,
              lowering(BatchNormInference.class, BatchNormLowering::inference))
          .put(Concat.class, lowering(Concat.class, JoinLowering::concat))
          .put(Dropout.class, lowering(Dropout.class, NeuronLowering::dropout))
          .put(LocalResponseNorm.class, lowering(LocalResponseNorm.class, LrnLowering::forward))
          .put(
              LocalResponseNorm.Backward.class,
              lowering(LocalResponseNorm.Backward.class, LrnLowering::backward))
          .put(PRelu.class, lowering(PRelu.class, NeuronLowering::prelu))
          .put(PRelu.Backward.class, lowering(PRelu.Backward.class, NeuronLowering::preluBackward))
          .put(Pad.class, lowering(Pad.class, JoinLowering::pad))
          .put(Slice.class, lowering(Slice.class, JoinLowering::slice))
          .put(Softmax.class, lowering(Softmax.class, NeuronLowering::softmax))
          .put(
              Softmax.Backward.class,
              lowering(Softmax.Backward.class, NeuronLowering::softmaxBackward))
          .put(Binary.class, lowering(Binary.class, BinaryLowering::lower))
          .put(Buffer.class, lowering(Buffer.class, LeafLowering::state))
          .put(Conv2d.class, lowering(Conv2d.class, ConvolutionLowering::forward))
          .put(
              Conv2d.BackwardData.class,
              lowering(Conv2d.BackwardData.class, ConvolutionLowering::backwardData))
          .put(
              Conv2d.BackwardWeights.class,
              lowering(Conv2d.BackwardWeights.class, ConvolutionLowering::backwardWeights))
          .put(Expand.class, lowering(Expand.class, BroadcastLowering::expand))
          .put(Fill.class, lowering(Fill.class, LeafLowering::fill))
          .put(Fused.class, lowering(Fused.class, Lowerings::fused))
          .put(Input.class, lowering(Input.class, LeafLowering::input))
          .put(Linear.class, lowering(Linear.class, LinearLowering::forward))
          .put(
              Linear.BackwardData.class,
              lowering(Linear.BackwardData.class, LinearLowering::backwardData))
          .put(
              Linear.BackwardWeights.class,
              lowering(Linear.BackwardWeights.class, LinearLowering::backwardWeights))
          .put(Pack.class, lowering(Pack.class, LeafLowering::pack))
          .put(Parameter.class, lowering(Parameter.class, LeafLowering::state))
          .put(Pool.class, lowering(Pool.class, PoolLowering::forward))
          .put(Pool.Backward.class, lowering(Pool.Backward.class, PoolLowering::backward))
          .put(Reshape.class, lowering(Reshape.class, LeafLowering::reshape))
          .put(Slot.class, lowering(Slot.class, LeafLowering::slot))
          .put(
              SoftmaxCrossEntropy.class, lowering(SoftmaxCrossEntropy.class, LossLowering::forward))
          .put(
              SoftmaxCrossEntropy.Backward.class,
              lowering(SoftmaxCrossEntropy.Backward.class, LossLowering::backward))
          .put(SumTo.class, lowering(SumTo.class, BroadcastLowering::sumTo))
          .put(Unary.class, lowering(Unary.class, UnaryLowering::forward))
          .put(Unary.Backward.class, lowering(Unary.Backward.class, UnaryLowering::backward))
          .put(Unpack.class, lowering(Unpack.class, LeafLowering::unpack));

  private Lowerings() {}

  private static <O extends Op> Lowering<O> lowering(Class<O> op, Lowering<O> lowering) {
    return lowering;
  }

  static OpTable<Lowering<?>> table() {
    return TABLE;
  }

  /** Lowers a node by the rule of its op. */
  static void lower(Node node, Compilation c) {
    lower(TABLE.find(node.op().getClass()).orElseThrow(), node, c);
  }

  // The table is keyed by the class of O, so the rule found for an op takes that op.
  @SuppressWarnings("unchecked")
  private static <O extends Op> void lower(Lowering<?> rule, Node node, Compilation c) {
    ((Lowering<O>) rule).lower((O) node.op(), node, c);
  }

  /** What a kernel does: {@code conv2d+relu}. */
  static String work(Op op) {
    return op instanceof Fused f
        ? f.head().mnemonic()
            + f.tail().stream()
                .map(t -> t instanceof Unary u ? u.fn().name() : ((Binary) t).fn().name())
                .map(name -> "+" + name.toLowerCase(Locale.ROOT))
                .collect(Collectors.joining())
        : op.mnemonic();
  }

  private static void fused(Fused op, Node node, Compilation c) {
    List<dev.fovea.ir.Result> head = node.inputs().subList(0, op.operands());
    Tail tail = new Tail(op.tail(), node.inputs().subList(op.operands(), node.inputs().size()));
    if (op.head() instanceof Conv2d conv) {
      ConvolutionLowering.forward(conv, tail, node, head, c);
    } else if (op.head() instanceof Linear) {
      LinearLowering.forward(tail, node, head, c);
    } else if (op.head() instanceof BatchNorm norm) {
      BatchNormLowering.forward(norm, true, node, head, c);
    } else if (op.head() instanceof BatchNormInference norm) {
      BatchNormLowering.inference(norm, true, node, head, c);
    } else if (op.head() instanceof Binary binary) {
      BinaryLowering.lower(binary, tail, node, head, c);
    } else {
      throw new IllegalStateException("no pass fuses a tail to " + op.head().mnemonic());
    }
  }
}
