// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_data_type_undef;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_binary;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_dw;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_eltwise;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_append_sum;

import java.util.Optional;
import org.bytedeco.dnnl.dnnl_post_ops;

/** Work done on a primitive's result before it is stored. */
public sealed interface PostOp {

  /** {@code dst = f(dst)}. */
  record Eltwise(EltwiseKind kind, float alpha, float beta) implements PostOp {
    public Eltwise(EltwiseKind kind) {
      this(kind, 0, 0);
    }
  }

  /** {@code dst = result + scale * what dst held before}. */
  record Sum(float scale) implements PostOp {}

  /** {@code dst = f(dst, operand)}; the operand is bound as {@link Arg#postOp}. */
  record Binary(BinaryKind kind, Desc operand) implements PostOp {}

  /**
   * A depthwise convolution of a 1x1 convolution's result, its weights bound as {@link
   * Arg#DEPTHWISE_WEIGHTS} and its bias as {@link Arg#DEPTHWISE_BIAS}; square window, one stride
   * and padding for both axes.
   */
  record Depthwise(
      DataType weights, Optional<DataType> bias, DataType dst, long window, long stride, long pad)
      implements PostOp {}

  static void append(PostOp op, dnnl_post_ops ops, Handles h) {
    int status;
    if (op instanceof Eltwise e) {
      status = dnnl_post_ops_append_eltwise(ops, e.kind.code, e.alpha, e.beta);
    } else if (op instanceof Sum s) {
      status = dnnl_post_ops_append_sum(ops, s.scale, 0, dnnl_data_type_undef);
    } else if (op instanceof Binary b) {
      status = dnnl_post_ops_append_binary(ops, b.kind.code, h.desc(b.operand));
    } else {
      Depthwise d = (Depthwise) op;
      int bias = d.bias.map(t -> t.code).orElse(dnnl_data_type_undef);
      status =
          dnnl_post_ops_append_dw(ops, d.weights.code, bias, d.dst.code, d.window, d.stride, d.pad);
    }
    DnnlException.check(status, "post-op " + op);
  }
}
