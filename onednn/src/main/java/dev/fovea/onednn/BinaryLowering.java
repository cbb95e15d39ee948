// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static dev.fovea.onednn.Compilation.read;
import static dev.fovea.onednn.Compilation.write;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.onednn.Selection.Candidate;
import dev.fovea.onednn.Step.Operand;
import dev.fovea.onednn.dnnl.Arg;
import dev.fovea.onednn.dnnl.BinaryKind;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.onednn.dnnl.PrimitiveDesc;
import dev.fovea.op.Binary;
import java.util.ArrayList;
import java.util.List;

/** Functions of two elements, the second operand broadcast where it is smaller. */
final class BinaryLowering {
  private BinaryLowering() {}

  static void lower(Binary op, Node node, Compilation c) {
    lower(op, Tail.NONE, node, node.inputs(), c);
  }

  static void lower(Binary op, Tail tail, Node node, List<Result> in, Compilation c) {
    if (SmallVector.fits(tail, in, c)) {
      SmallVector.lower(op, tail, node, in, c);
      return;
    }
    Result left = in.get(0);
    Result right = in.get(1);
    boolean sameShape = left.type().equals(right.type());
    Placed a = c.shaped(left);
    boolean keepsZero =
        tail.keepsZero() && (op.fn() == Binary.Fn.MUL || op.fn() != Binary.Fn.DIV && sameShape);
    if (Layouts.isPadded(a.desc()) && !keepsZero) {
      a = c.plain(left);
    }
    Desc desc = a.desc();
    // One number beside an image in blocks falls to ref, beside a vector it does not.
    boolean byNumber = right.type().elements() == 1;
    Desc view = byNumber ? Layouts.flat(desc) : desc;
    Placed b =
        byNumber
            ? c.plain(right).as(Desc.plain(Layouts.dataType(right.type()), 1))
            : c.use(right, sameShape ? desc : Layouts.like(desc, right.type()));
    dev.fovea.onednn.dnnl.Binary spec =
        new dev.fovea.onednn.dnnl.Binary(kind(op.fn()), view, b.desc(), view);
    PrimitiveDesc primitive = c.choose(node, List.of(new Candidate(spec, tail.attributes(view))));
    List<Operand> more = new ArrayList<>(List.of(read(Arg.SRC_1, b)));
    tail.operands(desc, c).forEach(o -> more.add(read(o.arg(), o.placed().as(view))));
    Placed y = c.define(node.result(), desc);
    c.runInPlace(
        node,
        primitive,
        read(Arg.SRC, a.as(view)),
        write(Arg.DST, y.as(view)),
        more.toArray(Operand[]::new));
  }

  static BinaryKind kind(Binary.Fn fn) {
    return switch (fn) {
      case ADD -> BinaryKind.ADD;
      case SUB -> BinaryKind.SUB;
      case MUL -> BinaryKind.MUL;
      case DIV -> BinaryKind.DIV;
    };
  }
}
