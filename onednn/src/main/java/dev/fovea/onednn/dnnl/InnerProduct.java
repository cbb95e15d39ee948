// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_backward_data_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_backward_weights_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_forward_primitive_desc_create;

import java.util.Optional;
import org.bytedeco.javacpp.PointerPointer;

/**
 * A fully connected layer: {@code src [N,C]} or {@code [N,C,H,W]}, {@code weights [K,C]} or {@code
 * [K,C,H,W]}, {@code dst [N,K]}, bias {@code [K]}.
 */
public final class InnerProduct {
  private InnerProduct() {}

  public record Forward(
      Propagation propagation, Desc src, Desc weights, Optional<Desc> bias, Desc dst)
      implements Spec {
    @Override
    public String kind() {
      return "inner product forward";
    }

    @Override
    public int create(PointerPointer<?> out, Handles h) {
      return dnnl_inner_product_forward_primitive_desc_create(
          out,
          h.engine,
          propagation.code,
          h.desc(src),
          h.desc(weights),
          h.desc(bias),
          h.desc(dst),
          h.attributes);
    }
  }

  public record BackwardData(Desc diffSrc, Desc weights, Desc diffDst, PrimitiveDesc forward)
      implements Spec {
    @Override
    public String kind() {
      return "inner product backward data";
    }

    @Override
    public int create(PointerPointer<?> out, Handles h) {
      return dnnl_inner_product_backward_data_primitive_desc_create(
          out,
          h.engine,
          h.desc(diffSrc),
          h.desc(weights),
          h.desc(diffDst),
          forward.handle(),
          h.attributes);
    }
  }

  public record BackwardWeights(
      Desc src, Desc diffWeights, Optional<Desc> diffBias, Desc diffDst, PrimitiveDesc forward)
      implements Spec {
    @Override
    public String kind() {
      return "inner product backward weights";
    }

    @Override
    public int create(PointerPointer<?> out, Handles h) {
      return dnnl_inner_product_backward_weights_primitive_desc_create(
          out,
          h.engine,
          h.desc(src),
          h.desc(diffWeights),
          h.desc(diffBias),
          h.desc(diffDst),
          forward.handle(),
          h.attributes);
    }
  }
}
