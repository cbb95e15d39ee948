// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import org.bytedeco.dnnl.global.dnnl;

/**
 * Functions of one element {@code x} with parameters alpha and beta. The {@code _DST} ones take
 * their derivative from the result instead of the source, so that the source need not be kept.
 */
public enum EltwiseKind {
  /** {@code x > 0 ? x : alpha x}. */
  RELU(dnnl.dnnl_eltwise_relu),
  RELU_DST(dnnl.dnnl_eltwise_relu_use_dst_for_bwd),
  TANH(dnnl.dnnl_eltwise_tanh),
  TANH_DST(dnnl.dnnl_eltwise_tanh_use_dst_for_bwd),
  /** {@code x > 0 ? x : alpha (e^x - 1)}. */
  ELU(dnnl.dnnl_eltwise_elu),
  ELU_DST(dnnl.dnnl_eltwise_elu_use_dst_for_bwd),
  SQUARE(dnnl.dnnl_eltwise_square),
  ABS(dnnl.dnnl_eltwise_abs),
  SQRT(dnnl.dnnl_eltwise_sqrt),
  SQRT_DST(dnnl.dnnl_eltwise_sqrt_use_dst_for_bwd),
  /** {@code alpha x + beta}. */
  LINEAR(dnnl.dnnl_eltwise_linear),
  /** {@code log(1 + e^(alpha x)) / alpha}. */
  SOFT_RELU(dnnl.dnnl_eltwise_soft_relu),
  /** {@code max(0, min(1, alpha x + beta))}. */
  HARD_SIGMOID(dnnl.dnnl_eltwise_hardsigmoid),
  /** {@code x max(0, min(1, alpha x + beta))}. */
  HARD_SWISH(dnnl.dnnl_eltwise_hardswish),
  LOGISTIC(dnnl.dnnl_eltwise_logistic),
  LOGISTIC_DST(dnnl.dnnl_eltwise_logistic_use_dst_for_bwd),
  EXP(dnnl.dnnl_eltwise_exp),
  EXP_DST(dnnl.dnnl_eltwise_exp_use_dst_for_bwd),
  LOG(dnnl.dnnl_eltwise_log),
  /** {@code x logistic(alpha x)}. */
  SWISH(dnnl.dnnl_eltwise_swish),
  /** {@code max(alpha, min(beta, x))}; the derivative is 1 at beta and 0 at alpha. */
  CLIP(dnnl.dnnl_eltwise_clip),
  /** {@code max(alpha, min(beta, x))}; the derivative is 0 at both ends, as ReLU6 wants. */
  CLIP_V2(dnnl.dnnl_eltwise_clip_v2),
  CLIP_V2_DST(dnnl.dnnl_eltwise_clip_v2_use_dst_for_bwd),
  /** {@code alpha x^beta}. */
  POW(dnnl.dnnl_eltwise_pow),
  GELU_TANH(dnnl.dnnl_eltwise_gelu_tanh),
  GELU_ERF(dnnl.dnnl_eltwise_gelu_erf),
  MISH(dnnl.dnnl_eltwise_mish),
  ROUND(dnnl.dnnl_eltwise_round);

  final int code;

  EltwiseKind(int code) {
    this.code = code;
  }
}
