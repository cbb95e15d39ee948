// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_concat_primitive_desc_create;

import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerPointer;

/** Sources, each bound as {@link Arg#source}, laid side by side along an axis. */
public record Concat(Optional<Desc> dst, int axis, List<Desc> sources) implements Spec {
  public Concat {
    sources = List.copyOf(sources);
  }

  @Override
  public String kind() {
    return "concat";
  }

  @Override
  public int create(PointerPointer<?> out, Handles h) {
    return dnnl_concat_primitive_desc_create(
        out, h.engine, h.desc(dst), sources.size(), axis, h.descs(sources), h.attributes);
  }
}
