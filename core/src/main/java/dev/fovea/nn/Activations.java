// SPDX-License-Identifier: Apache-2.0
package dev.fovea.nn;

import static dev.fovea.nn.Blocks.op;

import dev.fovea.op.Binary;
import dev.fovea.op.Dropout;
import dev.fovea.op.Fill;
import dev.fovea.op.Input;
import dev.fovea.op.LocalResponseNorm;
import dev.fovea.op.PRelu;
import dev.fovea.op.Parameter;
import dev.fovea.op.Softmax;
import dev.fovea.op.Unary;
import dev.fovea.op.Value;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;

/**
 * The vocabulary of what stands between layers with weights: activations, dropout, local response
 * normalisation, softmax. To be imported statically, beside {@link Blocks}.
 */
public final class Activations {
  private Activations() {}

  /** A function of each element without a number in its formula. */
  public static Block activation(Unary.Fn fn) {
    return op(new Unary(fn));
  }

  public static Block relu6() {
    return activation(Unary.Fn.RELU6);
  }

  public static Block hardSwish() {
    return activation(Unary.Fn.HARD_SWISH);
  }

  public static Block hardSigmoid() {
    return activation(Unary.Fn.HARD_SIGMOID);
  }

  public static Block silu() {
    return activation(Unary.Fn.SILU);
  }

  /** ReLU that lets {@code slope} of what is negative through. */
  public static Block leakyRelu(double slope) {
    return op(new Unary(Unary.Fn.LEAKY_RELU, slope));
  }

  /** ReLU with one learnt slope a channel, {@code weight : [C]}, 0.25 at first. */
  public static Block prelu() {
    return (s, x) -> prelu(s, x, Shape.of(x.type().dim(1)));
  }

  /** ReLU with one learnt slope, {@code weight : [1]}, 0.25 at first; PyTorch's default. */
  public static Block sharedPrelu() {
    return (s, x) -> prelu(s, x, Shape.of(1));
  }

  private static Value prelu(Scope s, Value x, Shape slopes) {
    Value slope = s.parameter("weight", slopes, Parameter.Role.SLOPE, Init.constant(0.25));
    return s.emit(new PRelu(), x, slope);
  }

  /**
   * Inverted dropout: training drops with probability {@code rate} and multiplies the rest by 1 /
   * (1 - rate); inference does nothing. A graph with it has an input {@link Dropout#KEY}.
   */
  public static Block dropout(double rate) {
    return (s, x) ->
        s.mode() == Mode.INFER || rate == 0
            ? x
            : drop(s, x, new Dropout(rate, 1 / (1 - rate), s.stream()));
  }

  /**
   * Dropout as first published: training drops with probability {@code rate}, inference multiplies
   * by 1 - rate. Its expectation is that of {@link #dropout}, its scale is not.
   */
  public static Block paperDropout(double rate) {
    return (s, x) ->
        s.mode() == Mode.INFER
            ? s.emit(new Binary(Binary.Fn.MUL), x, s.emit(new Fill(TensorType.f32(1), 1 - rate)))
            : drop(s, x, new Dropout(rate, 1, s.stream()));
  }

  private static Value drop(Scope s, Value x, Dropout op) {
    return s.emit(op, x, s.emit(new Input(Dropout.KEY, Dropout.KEY_TYPE)));
  }

  /** Across-channel normalisation with PyTorch's reading of alpha: divided by {@code size}. */
  public static Block localResponseNorm(int size, double alpha, double beta, double k) {
    return op(new LocalResponseNorm(size, alpha, beta, k));
  }

  public static Block softmax() {
    return op(new Softmax(false));
  }

  public static Block logSoftmax() {
    return op(new Softmax(true));
  }
}
