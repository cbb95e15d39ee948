// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_data_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_weights_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_forward_primitive_desc_create;

import java.util.Optional;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Convolution of {@code src [N,C,H,W]} with {@code weights [K,C,R,S]} into {@code dst [N,K,P,Q]},
 * all by the direct algorithm. Grouped weights have five dimensions, {@code [G,K/G,C/G,R,S]}. Bias
 * is {@code [K]}.
 */
public final class Convolution {
  private Convolution() {}

  public record Forward(
      Propagation propagation,
      Desc src,
      Desc weights,
      Optional<Desc> bias,
      Desc dst,
      Sliding sliding)
      implements Spec {
    @Override
    public String kind() {
      return "convolution forward";
    }

    @Override
    public int create(PointerPointer<?> out, Handles h) {
      return dnnl_convolution_forward_primitive_desc_create(
          out,
          h.engine,
          propagation.code,
          dnnl_convolution_direct,
          h.desc(src),
          h.desc(weights),
          h.desc(bias),
          h.desc(dst),
          sliding.stride().array(),
          sliding.dilation().gaps(),
          sliding.padLow().array(),
          sliding.padHigh().array(),
          h.attributes);
    }
  }

  public record BackwardData(
      Desc diffSrc, Desc weights, Desc diffDst, Sliding sliding, PrimitiveDesc forward)
      implements Spec {
    @Override
    public String kind() {
      return "convolution backward data";
    }

    @Override
    public int create(PointerPointer<?> out, Handles h) {
      return dnnl_convolution_backward_data_primitive_desc_create(
          out,
          h.engine,
          dnnl_convolution_direct,
          h.desc(diffSrc),
          h.desc(weights),
          h.desc(diffDst),
          sliding.stride().array(),
          sliding.dilation().gaps(),
          sliding.padLow().array(),
          sliding.padHigh().array(),
          forward.handle(),
          h.attributes);
    }
  }

  public record BackwardWeights(
      Desc src,
      Desc diffWeights,
      Optional<Desc> diffBias,
      Desc diffDst,
      Sliding sliding,
      PrimitiveDesc forward)
      implements Spec {
    @Override
    public String kind() {
      return "convolution backward weights";
    }

    @Override
    public int create(PointerPointer<?> out, Handles h) {
      return dnnl_convolution_backward_weights_primitive_desc_create(
          out,
          h.engine,
          dnnl_convolution_direct,
          h.desc(src),
          h.desc(diffWeights),
          h.desc(diffBias),
          h.desc(diffDst),
          sliding.stride().array(),
          sliding.dilation().gaps(),
          sliding.padLow().array(),
          sliding.padHigh().array(),
          forward.handle(),
          h.attributes);
    }
  }
}
