// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_primitive_desc_create;

import org.bytedeco.javacpp.PointerPointer;

/** {@code dst = f(src, src1)}; a dimension of 1 in the second source is broadcast. */
public record Binary(BinaryKind function, Desc src, Desc src1, Desc dst) implements Spec {
  @Override
  public String kind() {
    return "binary";
  }

  @Override
  public int create(PointerPointer<?> out, Handles h) {
    return dnnl_binary_primitive_desc_create(
        out, h.engine, function.code, h.desc(src), h.desc(src1), h.desc(dst), h.attributes);
  }
}
