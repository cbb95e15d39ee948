// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import org.bytedeco.dnnl.global.dnnl;

/** Names of a primitive's operands, as oneDNN numbers them. */
public final class Arg {
  public static final int SRC = dnnl.DNNL_ARG_SRC;
  public static final int SRC_1 = dnnl.DNNL_ARG_SRC_1;
  public static final int SRC_2 = dnnl.DNNL_ARG_SRC_2;
  public static final int DST = dnnl.DNNL_ARG_DST;
  public static final int WEIGHTS = dnnl.DNNL_ARG_WEIGHTS;
  public static final int BIAS = dnnl.DNNL_ARG_BIAS;
  public static final int MEAN = dnnl.DNNL_ARG_MEAN;
  public static final int VARIANCE = dnnl.DNNL_ARG_VARIANCE;
  public static final int SCALE = dnnl.DNNL_ARG_SCALE;
  public static final int SHIFT = dnnl.DNNL_ARG_SHIFT;
  public static final int WORKSPACE = dnnl.DNNL_ARG_WORKSPACE;
  public static final int SCRATCHPAD = dnnl.DNNL_ARG_SCRATCHPAD;
  public static final int DIFF_SRC = dnnl.DNNL_ARG_DIFF_SRC;
  public static final int DIFF_DST = dnnl.DNNL_ARG_DIFF_DST;
  public static final int DIFF_WEIGHTS = dnnl.DNNL_ARG_DIFF_WEIGHTS;
  public static final int DIFF_BIAS = dnnl.DNNL_ARG_DIFF_BIAS;
  public static final int DIFF_SCALE = dnnl.DNNL_ARG_DIFF_SCALE;
  public static final int DIFF_SHIFT = dnnl.DNNL_ARG_DIFF_SHIFT;

  /** Weights of the depthwise convolution fused behind another. */
  public static final int DEPTHWISE_WEIGHTS = dnnl.DNNL_ARG_ATTR_POST_OP_DW | WEIGHTS;

  /** Bias of the depthwise convolution fused behind another. */
  public static final int DEPTHWISE_BIAS = dnnl.DNNL_ARG_ATTR_POST_OP_DW | BIAS;

  private Arg() {}

  /** The i-th source of a sum or a concatenation. */
  public static int source(int i) {
    return dnnl.DNNL_ARG_MULTIPLE_SRC + i;
  }

  /** The second operand of a binary post-op, by the post-op's place among all post-ops. */
  public static int postOp(int index) {
    return dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * (index + 1) | SRC_1;
  }

  /** An operand's name for messages. */
  public static String name(int arg) {
    if (arg >= dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE) {
      return "post-op " + (arg / dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE - 1) + " operand";
    }
    if (arg >= dnnl.DNNL_ARG_ATTR_POST_OP_DW) {
      return "depthwise " + name(arg - dnnl.DNNL_ARG_ATTR_POST_OP_DW);
    }
    if (arg >= dnnl.DNNL_ARG_MULTIPLE_SRC && arg < dnnl.DNNL_ARG_MULTIPLE_DST) {
      return "src[" + (arg - dnnl.DNNL_ARG_MULTIPLE_SRC) + "]";
    }
    return switch (arg) {
      case SRC -> "src";
      case SRC_1 -> "src1";
      case SRC_2 -> "src2";
      case DST -> "dst";
      case WEIGHTS -> "weights";
      case BIAS -> "bias";
      case MEAN -> "mean";
      case VARIANCE -> "variance";
      case SCALE -> "scale";
      case SHIFT -> "shift";
      case WORKSPACE -> "workspace";
      case SCRATCHPAD -> "scratchpad";
      case DIFF_SRC -> "diff_src";
      case DIFF_DST -> "diff_dst";
      case DIFF_WEIGHTS -> "diff_weights";
      case DIFF_BIAS -> "diff_bias";
      case DIFF_SCALE -> "diff_scale";
      case DIFF_SHIFT -> "diff_shift";
      default -> "argument " + arg;
    };
  }
}
