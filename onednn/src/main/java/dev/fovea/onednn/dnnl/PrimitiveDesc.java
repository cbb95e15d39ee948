// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_last_impl_reached;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_next_impl;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_exec_arg_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_impl_info_str;
import static org.bytedeco.dnnl.global.dnnl.dnnl_unimplemented;

import java.util.Optional;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * An implementation oneDNN offers for a spec, with the layouts it chose. {@link #next()} moves on
 * to the next implementation. Not thread-safe.
 */
public final class PrimitiveDesc implements AutoCloseable {
  private final dnnl_primitive_desc handle;
  private final String label;
  private final Spec spec;

  private PrimitiveDesc(dnnl_primitive_desc handle, String label, Spec spec) {
    this.handle = handle;
    this.label = label;
    this.spec = spec;
  }

  /**
   * The first implementation for a spec.
   *
   * @param label what the primitive is for, such as a node's path; it begins the error message
   * @throws DnnlException where oneDNN has none or rejects the spec
   */
  public static PrimitiveDesc create(
      Engine engine, String label, Spec spec, Attributes attributes) {
    return find(engine, label, spec, attributes)
        .orElseThrow(() -> refused(label, spec, attributes, dnnl_unimplemented));
  }

  /** As {@link #create}, but empty where oneDNN has no implementation. */
  public static Optional<PrimitiveDesc> find(
      Engine engine, String label, Spec spec, Attributes attributes) {
    try (Handles h = new Handles(engine, attributes)) {
      PointerPointer<?> out = h.owned(new PointerPointer<>(1));
      int status = spec.create(out, h);
      if (status == dnnl_unimplemented) {
        return Optional.empty();
      }
      if (status != 0) {
        throw refused(label, spec, attributes, status);
      }
      dnnl_primitive_desc pd = new dnnl_primitive_desc(out.get(0));
      return Optional.of(new PrimitiveDesc(pd, label, spec));
    }
  }

  private static DnnlException refused(String label, Spec spec, Attributes attributes, int status) {
    String how = attributes.equals(Attributes.DEFAULT) ? "" : " with " + attributes;
    return new DnnlException(
        "%s: oneDNN cannot do %s, %s: %s%s"
            .formatted(label, spec.kind(), DnnlException.statusName(status), spec, how));
  }

  dnnl_primitive_desc handle() {
    if (handle.isNull()) {
      throw new DnnlException(label + ": the descriptor of its " + spec.kind() + " is closed");
    }
    return handle;
  }

  public String label() {
    return label;
  }

  public Spec spec() {
    return spec;
  }

  /**
   * The kernel's name, such as {@code brgconv:avx512_core}; {@code ref} in it means a slow
   * fallback.
   */
  public String implName() {
    return implName(handle());
  }

  static String implName(dnnl_primitive_desc pd) {
    try (PointerPointer<BytePointer> out = new PointerPointer<>(1)) {
      DnnlException.check(
          dnnl_primitive_desc_query(pd, dnnl_query_impl_info_str, 0, out), "implementation name");
      return out.get(BytePointer.class, 0).getString();
    }
  }

  /** Moves to the next implementation; false, and no move, after the last. */
  public boolean next() {
    int status = dnnl_primitive_desc_next_impl(handle());
    if (status == dnnl_last_impl_reached) {
      return false;
    }
    DnnlException.check(status, label + ": next implementation of " + spec.kind());
    return true;
  }

  /**
   * Layout of an operand (see {@link Arg}); {@link Desc#NONE} where the primitive has no such
   * operand.
   */
  public Desc desc(int arg) {
    return desc(handle(), arg);
  }

  static Desc desc(dnnl_primitive_desc pd, int arg) {
    return Desc.read(dnnl_primitive_desc_query_md(pd, dnnl_query_exec_arg_md, arg));
  }

  public Desc src() {
    return desc(Arg.SRC);
  }

  public Desc weights() {
    return desc(Arg.WEIGHTS);
  }

  public Desc bias() {
    return desc(Arg.BIAS);
  }

  public Desc dst() {
    return desc(Arg.DST);
  }

  public Desc diffSrc() {
    return desc(Arg.DIFF_SRC);
  }

  public Desc diffWeights() {
    return desc(Arg.DIFF_WEIGHTS);
  }

  public Desc diffBias() {
    return desc(Arg.DIFF_BIAS);
  }

  public Desc diffDst() {
    return desc(Arg.DIFF_DST);
  }

  public Desc workspace() {
    return desc(Arg.WORKSPACE);
  }

  public Desc scratchpad() {
    return desc(Arg.SCRATCHPAD);
  }

  public long scratchpadBytes() {
    return scratchpad().bytes();
  }

  /** Generates the kernel's code; takes from microseconds (cached) to milliseconds. */
  public Primitive primitive() {
    return Primitive.create(this);
  }

  @Override
  public void close() {
    if (!handle.isNull()) {
      dnnl_primitive_desc_destroy(handle);
      handle.setNull();
    }
  }

  @Override
  public String toString() {
    return handle.isNull() ? label + ": closed" : label + ": " + spec.kind() + " by " + implName();
  }
}
