// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_matmul_primitive_desc_create;

import java.util.Optional;
import org.bytedeco.javacpp.PointerPointer;

/** {@code src [M,K] * weights [K,N] + bias [1,N]}, with any number of batch dimensions before. */
public record Matmul(Desc src, Desc weights, Optional<Desc> bias, Desc dst) implements Spec {
  @Override
  public String kind() {
    return "matmul";
  }

  @Override
  public int create(PointerPointer<?> out, Handles h) {
    return dnnl_matmul_primitive_desc_create(
        out, h.engine, h.desc(src), h.desc(weights), h.desc(bias), h.desc(dst), h.attributes);
  }
}
