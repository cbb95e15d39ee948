// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_forward_primitive_desc_create;

import org.bytedeco.javacpp.PointerPointer;

/** A function of each element. Source and result, or their gradients, may be the same memory. */
public final class Eltwise {
  private Eltwise() {}

  public record Forward(
      Propagation propagation, EltwiseKind function, Desc src, Desc dst, float alpha, float beta)
      implements Spec {
    @Override
    public String kind() {
      return "eltwise forward";
    }

    @Override
    public int create(PointerPointer<?> out, Handles h) {
      return dnnl_eltwise_forward_primitive_desc_create(
          out,
          h.engine,
          propagation.code,
          function.code,
          h.desc(src),
          h.desc(dst),
          alpha,
          beta,
          h.attributes);
    }
  }

  /**
   * The gradient.
   *
   * @param data layout of the forward source, bound as {@link Arg#SRC}, or for a {@code _DST}
   *     function of the forward result, bound as {@link Arg#DST}
   */
  public record Backward(
      EltwiseKind function,
      Desc diffSrc,
      Desc diffDst,
      Desc data,
      float alpha,
      float beta,
      PrimitiveDesc forward)
      implements Spec {
    @Override
    public String kind() {
      return "eltwise backward";
    }

    @Override
    public int create(PointerPointer<?> out, Handles h) {
      return dnnl_eltwise_backward_primitive_desc_create(
          out,
          h.engine,
          function.code,
          h.desc(diffSrc),
          h.desc(diffDst),
          h.desc(data),
          alpha,
          beta,
          forward.handle(),
          h.attributes);
    }
  }
}
