// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_backward;
import static org.bytedeco.dnnl.global.dnnl.dnnl_backward_data;
import static org.bytedeco.dnnl.global.dnnl.dnnl_batch_normalization_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_batch_normalization_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_fuse_norm_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_global_stats;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_scale;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_shift;

import org.bytedeco.javacpp.PointerPointer;

/**
 * Batch normalisation over the channels of {@code [N,C,H,W]}. Mean, variance, scale and shift are
 * {@code f32 [C]}. For training without given statistics, mean and variance are results, and the
 * variance is the population's.
 */
public final class BatchNorm {
  private BatchNorm() {}

  /**
   * Variants.
   *
   * @param scale whether to multiply by {@link Arg#SCALE}
   * @param shift whether to add {@link Arg#SHIFT}
   * @param givenStatistics whether mean and variance are inputs
   * @param relu whether a ReLU follows; in training its mask is the workspace
   */
  public record Flags(boolean scale, boolean shift, boolean givenStatistics, boolean relu) {
    int bits() {
      return (scale ? dnnl_use_scale : 0)
          | (shift ? dnnl_use_shift : 0)
          | (givenStatistics ? dnnl_use_global_stats : 0)
          | (relu ? dnnl_fuse_norm_relu : 0);
    }
  }

  public record Forward(Propagation propagation, Desc src, Desc dst, float epsilon, Flags flags)
      implements Spec {
    @Override
    public String kind() {
      return "batch normalisation forward";
    }

    @Override
    public int create(PointerPointer<?> out, Handles h) {
      return dnnl_batch_normalization_forward_primitive_desc_create(
          out,
          h.engine,
          propagation.code,
          h.desc(src),
          h.desc(dst),
          epsilon,
          flags.bits(),
          h.attributes);
    }
  }

  /** Gradient for the source, and with scale or shift for those too. */
  public record Backward(
      Desc diffSrc, Desc diffDst, Desc src, float epsilon, Flags flags, PrimitiveDesc forward)
      implements Spec {
    @Override
    public String kind() {
      return "batch normalisation backward";
    }

    @Override
    public int create(PointerPointer<?> out, Handles h) {
      return dnnl_batch_normalization_backward_primitive_desc_create(
          out,
          h.engine,
          flags.scale || flags.shift ? dnnl_backward : dnnl_backward_data,
          h.desc(diffSrc),
          h.desc(diffDst),
          h.desc(src),
          epsilon,
          flags.bits(),
          forward.handle(),
          h.attributes);
    }
  }
}
