// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_lrn_across_channels;
import static org.bytedeco.dnnl.global.dnnl.dnnl_lrn_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_lrn_forward_primitive_desc_create;

import org.bytedeco.javacpp.PointerPointer;

/**
 * Local response normalisation across channels: {@code dst = src (k + alpha/size * sum of
 * squares)^-beta} over {@code size} neighbouring channels. Training has a workspace.
 */
public final class Lrn {
  private Lrn() {}

  /** The formula's constants. */
  public record Constants(long size, float alpha, float beta, float k) {}

  public record Forward(Propagation propagation, Desc src, Desc dst, Constants constants)
      implements Spec {
    @Override
    public String kind() {
      return "lrn forward";
    }

    @Override
    public int create(PointerPointer<?> out, Handles h) {
      return dnnl_lrn_forward_primitive_desc_create(
          out,
          h.engine,
          propagation.code,
          dnnl_lrn_across_channels,
          h.desc(src),
          h.desc(dst),
          constants.size,
          constants.alpha,
          constants.beta,
          constants.k,
          h.attributes);
    }
  }

  public record Backward(
      Desc diffSrc, Desc diffDst, Desc src, Constants constants, PrimitiveDesc forward)
      implements Spec {
    @Override
    public String kind() {
      return "lrn backward";
    }

    @Override
    public int create(PointerPointer<?> out, Handles h) {
      return dnnl_lrn_backward_primitive_desc_create(
          out,
          h.engine,
          dnnl_lrn_across_channels,
          h.desc(diffSrc),
          h.desc(diffDst),
          h.desc(src),
          constants.size,
          constants.alpha,
          constants.beta,
          constants.k,
          forward.handle(),
          h.attributes);
    }
  }
}
