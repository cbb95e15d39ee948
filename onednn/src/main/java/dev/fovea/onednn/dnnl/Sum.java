// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_sum_primitive_desc_create;

import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerPointer;

/**
 * A weighted sum of equally shaped sources, each bound as {@link Arg#source}; dst may be the first
 * source.
 */
public record Sum(Optional<Desc> dst, List<Float> scales, List<Desc> sources) implements Spec {
  public Sum {
    scales = List.copyOf(scales);
    sources = List.copyOf(sources);
    if (scales.size() != sources.size()) {
      throw new DnnlException(
          "sum of %d sources has %d scales".formatted(sources.size(), scales.size()));
    }
  }

  @Override
  public String kind() {
    return "sum";
  }

  @Override
  public int create(PointerPointer<?> out, Handles h) {
    float[] factors = new float[scales.size()];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = scales.get(i);
    }
    return dnnl_sum_primitive_desc_create(
        out, h.engine, h.desc(dst), factors.length, factors, h.descs(sources), h.attributes);
  }
}
