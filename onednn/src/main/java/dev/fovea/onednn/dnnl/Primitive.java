// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_get_primitive_desc;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** A generated kernel. It may be bound many times, but run on one thread at a time. */
public final class Primitive implements AutoCloseable {
  private final dnnl_primitive handle;
  private final String label;
  private final String kind;
  private final String implName;

  private Primitive(dnnl_primitive handle, String label, String kind, String implName) {
    this.handle = handle;
    this.label = label;
    this.kind = kind;
    this.implName = implName;
  }

  static Primitive create(PrimitiveDesc desc) {
    dnnl_primitive primitive = new dnnl_primitive();
    String name = desc.implName();
    int status = dnnl_primitive_create(primitive, desc.handle());
    DnnlException.check(status, desc.label() + ": " + desc.spec().kind() + " by " + name);
    return new Primitive(primitive, desc.label(), desc.spec().kind(), name);
  }

  public String label() {
    return label;
  }

  /** The primitive's name, as {@link Spec#kind}. */
  public String kind() {
    return kind;
  }

  public String implName() {
    return implName;
  }

  /**
   * Fixes the memory of every operand. The memory and this primitive must outlive the call.
   *
   * @throws DnnlException where an operand's layout is not the one the primitive was made for, an
   *     address is 0, an operand is given twice, or the scratchpad or workspace is missing
   */
  public Call bind(Engine engine, List<Operand> operands) {
    dnnl_primitive_desc pd = new dnnl_primitive_desc();
    DnnlException.check(dnnl_primitive_get_primitive_desc(handle(), pd), label + ": " + kind);
    Set<Integer> given = new HashSet<>();
    for (Operand o : operands) {
      if (!given.add(o.arg())) {
        throw wrong(Arg.name(o.arg()) + " is given twice");
      }
      Desc expected = PrimitiveDesc.desc(pd, o.arg());
      if (!expected.isNone() && !expected.equals(o.desc())) {
        throw wrong("%s must be %s, was %s".formatted(Arg.name(o.arg()), expected, o.desc()));
      }
      if (o.address() == 0 && o.desc().bytes() != 0) {
        throw wrong(Arg.name(o.arg()) + " has no memory");
      }
    }
    for (int arg : new int[] {Arg.SCRATCHPAD, Arg.WORKSPACE}) {
      Desc needed = PrimitiveDesc.desc(pd, arg);
      if (needed.bytes() != 0 && !given.contains(arg)) {
        throw wrong("%s is missing; give it %d bytes".formatted(Arg.name(arg), needed.bytes()));
      }
    }
    return Call.bind(engine, this, operands);
  }

  private DnnlException wrong(String what) {
    return new DnnlException(label + ": " + kind + " (" + implName + "): " + what);
  }

  dnnl_primitive handle() {
    if (handle.isNull()) {
      throw new DnnlException(label + ": its " + kind + " is closed");
    }
    return handle;
  }

  @Override
  public void close() {
    if (!handle.isNull()) {
      dnnl_primitive_destroy(handle);
      handle.setNull();
    }
  }

  @Override
  public String toString() {
    return label + ": " + kind + " by " + implName;
  }
}
