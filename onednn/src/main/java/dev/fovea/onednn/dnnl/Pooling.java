// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_pooling_forward_primitive_desc_create;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Pooling over {@code [N,C,H,W]}. Maximum pooling for training has a workspace, which its backward
 * pass reads.
 */
public final class Pooling {
  private Pooling() {}

  /** What becomes of a window; the averages differ in whether they divide by the padding too. */
  public enum Kind {
    MAX(dnnl.dnnl_pooling_max),
    AVERAGE_WITH_PADDING(dnnl.dnnl_pooling_avg_include_padding),
    AVERAGE(dnnl.dnnl_pooling_avg_exclude_padding);

    final int code;

    Kind(int code) {
      this.code = code;
    }
  }

  public record Forward(
      Propagation propagation, Kind function, Desc src, Desc dst, Size window, Sliding sliding)
      implements Spec {
    @Override
    public String kind() {
      return "pooling forward";
    }

    @Override
    public int create(PointerPointer<?> out, Handles h) {
      return dnnl_pooling_forward_primitive_desc_create(
          out,
          h.engine,
          propagation.code,
          function.code,
          h.desc(src),
          h.desc(dst),
          sliding.stride().array(),
          window.array(),
          sliding.dilation().gaps(),
          sliding.padLow().array(),
          sliding.padHigh().array(),
          h.attributes);
    }
  }

  public record Backward(
      Kind function,
      Desc diffSrc,
      Desc diffDst,
      Size window,
      Sliding sliding,
      PrimitiveDesc forward)
      implements Spec {
    @Override
    public String kind() {
      return "pooling backward";
    }

    @Override
    public int create(PointerPointer<?> out, Handles h) {
      return dnnl_pooling_backward_primitive_desc_create(
          out,
          h.engine,
          function.code,
          h.desc(diffSrc),
          h.desc(diffDst),
          sliding.stride().array(),
          window.array(),
          sliding.dilation().gaps(),
          sliding.padLow().array(),
          sliding.padHigh().array(),
          forward.handle(),
          h.attributes);
    }
  }
}
