// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.ir.Result;
import dev.fovea.onednn.Step.Operand;
import dev.fovea.onednn.dnnl.Arg;
import dev.fovea.onednn.dnnl.Attributes;
import dev.fovea.onednn.dnnl.BinaryKind;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.onednn.dnnl.PostOp;
import dev.fovea.op.Binary;
import dev.fovea.op.Op;
import dev.fovea.op.Unary;
import java.util.ArrayList;
import java.util.List;

/**
 * The elementwise ops a kernel applies to its result, and the second operands of the binary ones.
 */
record Tail(List<Op> ops, List<Result> others) {
  static final Tail NONE = new Tail(List.of(), List.of());

  /**
   * Whether it begins by adding another value: oneDNN then adds onto what the result's memory
   * holds.
   */
  boolean addsFirst() {
    return !ops.isEmpty() && ops.get(0) instanceof Binary;
  }

  /** As post-ops, the first addition as a sum onto the result's memory. */
  Attributes summing() {
    Attributes attributes = Attributes.DEFAULT;
    for (Op op : ops) {
      attributes =
          attributes.then(
              op instanceof Unary u ? Eltwises.of(u.fn(), u.alpha()).postOp() : new PostOp.Sum(1));
    }
    return attributes;
  }

  /** As post-ops, the binary ones over operands of layout {@code result}. */
  Attributes attributes(Desc result) {
    Attributes attributes = Attributes.DEFAULT;
    for (Op op : ops) {
      attributes =
          attributes.then(
              op instanceof Unary u
                  ? Eltwises.of(u.fn(), u.alpha()).postOp()
                  : new PostOp.Binary(BinaryLowering.kind(((Binary) op).fn()), result));
    }
    return attributes;
  }

  /** The operands that go with {@link #attributes}. */
  List<Operand> operands(Desc result, Compilation c) {
    List<Operand> operands = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < ops.size(); i++) {
      if (ops.get(i) instanceof Binary) {
        operands.add(Compilation.read(Arg.postOp(i), c.use(others.get(next++), result)));
      }
    }
    return operands;
  }

  /** Whether zero stays zero, so that the padding of a layout may pass through. */
  boolean keepsZero() {
    return ops.stream()
        .allMatch(
            op ->
                op instanceof Unary u
                    ? u.apply(0) == 0
                    : ((Binary) op).fn() == Binary.Fn.ADD
                        || ((Binary) op).fn() == Binary.Fn.SUB
                        || ((Binary) op).fn() == Binary.Fn.MUL);
  }

  static BinaryKind add() {
    return BinaryKind.ADD;
  }
}
