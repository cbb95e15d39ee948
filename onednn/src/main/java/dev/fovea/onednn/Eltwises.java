// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.onednn.dnnl.EltwiseKind;
import dev.fovea.onednn.dnnl.PostOp;
import dev.fovea.op.Unary;

/**
 * How oneDNN names a function of one element.
 *
 * @param kind the function; where the gradient is taken from the result, its variant for that
 * @param alpha first constant of the function
 * @param beta second constant of the function
 */
record Eltwises(EltwiseKind kind, float alpha, float beta) {
  static Eltwises of(Unary.Fn fn, double number) {
    return switch (fn) {
      case RELU -> new Eltwises(EltwiseKind.RELU_DST, 0, 0);
      case SIGMOID -> new Eltwises(EltwiseKind.LOGISTIC_DST, 0, 0);
      case TANH -> new Eltwises(EltwiseKind.TANH_DST, 0, 0);
      case SQRT -> new Eltwises(EltwiseKind.SQRT_DST, 0, 0);
      case SQUARE -> new Eltwises(EltwiseKind.SQUARE, 0, 0);
      case RELU6 -> new Eltwises(EltwiseKind.CLIP_V2_DST, 0, 6);
      case LEAKY_RELU -> new Eltwises(EltwiseKind.RELU_DST, (float) number, 0);
      case CLIP -> new Eltwises(EltwiseKind.CLIP_V2, (float) -number, (float) number);
      case HARD_SIGMOID -> new Eltwises(EltwiseKind.HARD_SIGMOID, 1f / 6, 0.5f);
      case HARD_SWISH -> new Eltwises(EltwiseKind.HARD_SWISH, 1f / 6, 0.5f);
      case SILU -> new Eltwises(EltwiseKind.SWISH, 1, 0);
      case EXP -> new Eltwises(EltwiseKind.EXP_DST, 0, 0);
    };
  }

  /** As work on another kernel's result. */
  PostOp postOp() {
    EltwiseKind forward =
        switch (kind) {
          case RELU_DST -> EltwiseKind.RELU;
          case LOGISTIC_DST -> EltwiseKind.LOGISTIC;
          case TANH_DST -> EltwiseKind.TANH;
          case SQRT_DST -> EltwiseKind.SQRT;
          case CLIP_V2_DST -> EltwiseKind.CLIP_V2;
          case EXP_DST -> EltwiseKind.EXP;
          default -> kind;
        };
    return new PostOp.Eltwise(forward, alpha, beta);
  }
}
