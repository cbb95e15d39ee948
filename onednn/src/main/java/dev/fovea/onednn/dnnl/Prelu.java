// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_prelu_backward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_prelu_forward_primitive_desc_create;

import org.bytedeco.javacpp.PointerPointer;

/** ReLU with learnt slopes: weights have the source's rank, with 1 where a slope is shared. */
public final class Prelu {
  private Prelu() {}

  public record Forward(Propagation propagation, Desc src, Desc weights, Desc dst) implements Spec {
    @Override
    public String kind() {
      return "prelu forward";
    }

    @Override
    public int create(PointerPointer<?> out, Handles h) {
      return dnnl_prelu_forward_primitive_desc_create(
          out, h.engine, propagation.code, h.desc(src), h.desc(weights), h.desc(dst), h.attributes);
    }
  }

  public record Backward(
      Desc src, Desc weights, Desc diffSrc, Desc diffWeights, Desc diffDst, PrimitiveDesc forward)
      implements Spec {
    @Override
    public String kind() {
      return "prelu backward";
    }

    @Override
    public int create(PointerPointer<?> out, Handles h) {
      return dnnl_prelu_backward_primitive_desc_create(
          out,
          h.engine,
          h.desc(src),
          h.desc(weights),
          h.desc(diffSrc),
          h.desc(diffWeights),
          h.desc(diffDst),
          forward.handle(),
          h.attributes);
    }
  }
}
