// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;

import java.util.List;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;

/** A primitive with its memory: {@link #run()} is one native call and allocates nothing. */
public final class Call implements AutoCloseable {
  private final Primitive primitive;
  private final dnnl_primitive handle;
  private final dnnl_stream stream;
  private final int count;
  private final dnnl_exec_arg_t args;
  private final List<Operand> operands;

  private Call(Engine engine, Primitive primitive, List<Operand> operands) {
    this.primitive = primitive;
    this.handle = primitive.handle();
    this.stream = engine.stream();
    this.count = operands.size();
    this.args = new dnnl_exec_arg_t(Math.max(1, count));
    this.operands = List.copyOf(operands);
  }

  static Call bind(Engine engine, Primitive primitive, List<Operand> operands) {
    Call call = new Call(engine, primitive, operands);
    int bound = 0;
    try (Handles h = new Handles()) {
      for (Operand o : operands) {
        dnnl_memory memory = new dnnl_memory();
        int status =
            dnnl_memory_create(memory, h.desc(o.desc()), engine.handle(), new Address(o.address()));
        DnnlException.check(status, primitive.label() + ": memory for " + o);
        call.args.position(bound++).arg(o.arg()).memory(memory);
      }
      call.args.position(0);
      return call;
    } catch (DnnlException e) {
      call.free(bound);
      throw e;
    }
  }

  /**
   * Runs to completion.
   *
   * @throws DnnlException where oneDNN reports a failure, as when the primitive or this call is
   *     closed
   */
  public void run() {
    int status = dnnl_primitive_execute(handle, stream, count, args);
    if (status != 0) {
      throw new DnnlException(primitive + ": running failed: " + DnnlException.statusName(status));
    }
  }

  public Primitive primitive() {
    return primitive;
  }

  public List<Operand> operands() {
    return operands;
  }

  private void free(int bound) {
    for (int i = 0; i < bound; i++) {
      dnnl_memory_destroy(args.position(i).memory());
    }
    args.position(0);
    args.close();
  }

  @Override
  public void close() {
    if (!args.isNull()) {
      free(count);
    }
  }

  @Override
  public String toString() {
    return primitive + " " + operands;
  }
}
