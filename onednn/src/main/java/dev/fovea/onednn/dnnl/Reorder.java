// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_reorder_primitive_desc_create;

import org.bytedeco.javacpp.PointerPointer;

/** A copy into another layout or element type; both must be definite, and not the same memory. */
public record Reorder(Desc src, Desc dst) implements Spec {
  @Override
  public String kind() {
    return "reorder";
  }

  @Override
  public int create(PointerPointer<?> out, Handles h) {
    return dnnl_reorder_primitive_desc_create(
        out, h.desc(src), h.engine, h.desc(dst), h.engine, h.attributes);
  }
}
