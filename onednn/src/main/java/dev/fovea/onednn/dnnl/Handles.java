// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_blob;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_post_ops_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_attr_destroy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** The short-lived native objects of one creation call, freed together when the call is over. */
final class Handles implements AutoCloseable {
  final dnnl_engine engine;
  final dnnl_primitive_attr attributes;
  private final Deque<Runnable> frees = new ArrayDeque<>();

  Handles() {
    engine = null;
    attributes = null;
  }

  Handles(Engine engine, Attributes attributes) {
    this.engine = engine.handle();
    this.attributes = attributes.build(this);
  }

  dnnl_memory_desc desc(Desc desc) {
    dnnl_memory_desc md = new dnnl_memory_desc();
    DnnlException.check(dnnl_memory_desc_create_with_blob(md, desc.blob()), "memory descriptor");
    return owned(md);
  }

  /** Null, which oneDNN reads as absent, when there is none. */
  dnnl_memory_desc desc(Optional<Desc> desc) {
    return desc.isPresent() ? desc(desc.get()) : null;
  }

  PointerPointer<dnnl_memory_desc> descs(List<Desc> descs) {
    PointerPointer<dnnl_memory_desc> array = owned(new PointerPointer<>(descs.size()));
    for (int i = 0; i < descs.size(); i++) {
      array.put(i, desc(descs.get(i)));
    }
    return array;
  }

  dnnl_memory_desc owned(dnnl_memory_desc md) {
    frees.push(() -> dnnl_memory_desc_destroy(md));
    return md;
  }

  dnnl_primitive_attr owned(dnnl_primitive_attr attr) {
    frees.push(() -> dnnl_primitive_attr_destroy(attr));
    return attr;
  }

  dnnl_post_ops owned(dnnl_post_ops ops) {
    frees.push(() -> dnnl_post_ops_destroy(ops));
    return ops;
  }

  /** For memory JavaCPP itself allocated. */
  <P extends Pointer> P owned(P pointer) {
    frees.push(pointer::close);
    return pointer;
  }

  @Override
  public void close() {
    while (!frees.isEmpty()) {
      frees.pop().run();
    }
  }
}
