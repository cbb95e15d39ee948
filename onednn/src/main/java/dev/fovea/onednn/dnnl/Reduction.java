// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_reduction_primitive_desc_create;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.PointerPointer;

/** Reduction along every dimension that is 1 in dst and more in src. */
public record Reduction(Kind function, Desc src, Desc dst, float p, float epsilon) implements Spec {

  /**
   * What becomes of the reduced elements; the norms take p and an epsilon, by maximum or by sum.
   */
  public enum Kind {
    SUM(dnnl.dnnl_reduction_sum),
    MEAN(dnnl.dnnl_reduction_mean),
    MAX(dnnl.dnnl_reduction_max),
    MIN(dnnl.dnnl_reduction_min),
    MUL(dnnl.dnnl_reduction_mul),
    NORM_MAX(dnnl.dnnl_reduction_norm_lp_max),
    NORM_SUM(dnnl.dnnl_reduction_norm_lp_sum),
    NORM_POWER_MAX(dnnl.dnnl_reduction_norm_lp_power_p_max),
    NORM_POWER_SUM(dnnl.dnnl_reduction_norm_lp_power_p_sum);

    final int code;

    Kind(int code) {
      this.code = code;
    }
  }

  public Reduction(Kind function, Desc src, Desc dst) {
    this(function, src, dst, 0, 0);
  }

  @Override
  public String kind() {
    return "reduction";
  }

  @Override
  public int create(PointerPointer<?> out, Handles h) {
    return dnnl_reduction_primitive_desc_create(
        out, h.engine, function.code, h.desc(src), h.desc(dst), p, epsilon, h.attributes);
  }
}
