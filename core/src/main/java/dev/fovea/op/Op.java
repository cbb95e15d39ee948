// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.TensorType;
import dev.fovea.tensor.Window;
import java.util.List;
import java.util.Optional;

/**
 * A kind of computation: pure data that says what is computed, never on what or how. Inputs are not
 * part of it.
 */
public sealed interface Op
    permits AdaptiveAveragePool,
        AdaptiveAveragePool.Backward,
        BatchNorm,
        BatchNorm.Backward,
        BatchNormInference,
        BatchNormReluBackward,
        Binary,
        Buffer,
        Concat,
        Conv2d,
        Conv2d.BackwardData,
        Conv2d.BackwardWeights,
        Dropout,
        Expand,
        Fill,
        Fused,
        Input,
        Linear,
        Linear.BackwardData,
        Linear.BackwardWeights,
        LocalResponseNorm,
        LocalResponseNorm.Backward,
        PRelu,
        PRelu.Backward,
        Pack,
        Pad,
        Parameter,
        Pool,
        Pool.Backward,
        Reshape,
        Slice,
        Slot,
        Softmax,
        Softmax.Backward,
        SoftmaxCrossEntropy,
        SoftmaxCrossEntropy.Backward,
        SumTo,
        Unary,
        Unary.Backward,
        Unpack {

  /**
   * The types of the results; throws a {@link FoveaException} with the numbers when the operands do
   * not fit.
   */
  List<TensorType> infer(List<TensorType> in);

  /** Multiply-accumulates of one application; bias, normalisation and pooling count nothing. */
  default long macs(List<TensorType> in, List<TensorType> out) {
    return 0;
  }

  /**
   * The name in graph texts, summaries and profiles: {@code Conv2d.BackwardData} is {@code
   * conv2d.backward_data}.
   */
  default String mnemonic() {
    return mnemonic(getClass());
  }

  /** What people call it in tables and drawings: {@code conv 3x3/2}, {@code relu}. */
  default String label() {
    return mnemonic().replace('_', ' ');
  }

  /** The name of an op class. */
  static String mnemonic(Class<?> type) {
    String own = snake(type.getSimpleName());
    Class<?> outer = type.getEnclosingClass();
    return outer == null ? own : snake(outer.getSimpleName()) + "." + own;
  }

  private static String snake(String camel) {
    return camel.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(java.util.Locale.ROOT);
  }

  /** An op that brings data into the graph by name instead of computing it. */
  interface Leaf {
    String path();

    TensorType type();
  }

  /**
   * A leaf whose value stays from run to run and may be updated by a graph: parameters, buffers,
   * slots.
   */
  interface Stateful extends Leaf {}

  /** An op with a gradient rule. */
  interface Differentiable {
    /** Emits the gradients of the operands that are wanted and adds them to {@code adjoint}. */
    void vjp(Adjoint adjoint);

    /** Whether the rule covers a loss that depends on result {@code index}; the first, mostly. */
    default boolean differentiableThrough(int index) {
      return index == 0;
    }
  }

  /** An op whose results are constant as far as gradients go. */
  interface Constant {}

  /** An op that slides a window over H and W. */
  interface Windowed {
    /** The window over an input of this type. */
    Window windowOver(TensorType input);
  }

  /**
   * An op that computes each element of its first result from the same element of its first
   * operand.
   */
  interface Elementwise {}

  /**
   * An op that cuts positions off the ends of axes, or adds some there, and changes nothing else.
   */
  interface Cut {
    /** How many positions of {@code axis} are cut off in front; negative when some are added. */
    int cutInFront(int axis);
  }

  /**
   * An op with results that a layer gathers in buffers of its own, each layer in its own way: equal
   * applications at two places stay two.
   */
  interface Tracked {}

  /** An op whose result is its operand's memory under another shape. */
  interface View {}

  /** A fused op: can be written again as the ops it stands for. */
  interface Decomposable {
    List<Value> decompose(Emitter g, List<? extends Value> in);
  }

  /** The window of an op over its first operand, if it has one. */
  static Optional<Window> windowOf(Op op, TensorType input) {
    return op instanceof Windowed w ? Optional.of(w.windowOver(input)) : Optional.empty();
  }

  /** Throws unless there are exactly {@code least} to {@code most} operands. */
  static void checkArity(Op op, List<TensorType> in, int least, int most) {
    FoveaException.check(
        in.size() >= least && in.size() <= most,
        "%s: expects %s operands, got %d",
        op.getClass().getSimpleName(),
        least == most ? least : least + " to " + most,
        in.size());
  }

  /** Throws unless {@code type} has an axis {@code axis}. */
  static void checkAxis(Op op, TensorType type, int axis) {
    FoveaException.check(
        axis < type.rank(),
        "%s: input %s has no axis %d",
        op.getClass().getSimpleName(),
        type,
        axis);
  }

  /** Throws unless {@code type} has {@code rank} axes. */
  static void checkRank(Op op, TensorType type, int rank) {
    FoveaException.check(
        type.rank() == rank,
        "%s: input %s has %d axes, expected %d%s",
        op.getClass().getSimpleName(),
        type,
        type.rank(),
        rank,
        rank == 4 ? " [N,C,H,W]" : "");
  }
}
