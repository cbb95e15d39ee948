// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_accurate;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_softmax_log;

import org.bytedeco.javacpp.PointerPointer;

/**
 * Softmax along an axis, or its logarithm. The gradient is taken from the result, bound as {@link
 * Arg#DST}.
 */
public final class Softmax {
  private Softmax() {}

  public record Forward(Propagation propagation, boolean log, Desc src, Desc dst, int axis)
      implements Spec {
    @Override
    public String kind() {
      return log ? "log-softmax forward" : "softmax forward";
    }

    @Override
    public int create(PointerPointer<?> out, Handles h) {
      return dnnl_softmax_forward_primitive_desc_create(
          out,
          h.engine,
          propagation.code,
          log ? dnnl_softmax_log : dnnl_softmax_accurate,
          h.desc(src),
          h.desc(dst),
          axis,
          h.attributes);
    }
  }

  public record Backward(
      boolean log, Desc diffSrc, Desc diffDst, Desc dst, int axis, PrimitiveDesc forward)
      implements Spec {
    @Override
    public String kind() {
      return log ? "log-softmax backward" : "softmax backward";
    }

    @Override
    public int create(PointerPointer<?> out, Handles h) {
      return dnnl_softmax_backward_primitive_desc_create(
          out,
          h.engine,
          log ? dnnl_softmax_log : dnnl_softmax_accurate,
          h.desc(diffSrc),
          h.desc(diffDst),
          h.desc(dst),
          axis,
          forward.handle(),
          h.attributes);
    }
  }
}
