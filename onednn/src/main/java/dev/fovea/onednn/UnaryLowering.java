// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static dev.fovea.onednn.Compilation.read;
import static dev.fovea.onednn.Compilation.write;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.onednn.dnnl.Arg;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.onednn.dnnl.Eltwise;
import dev.fovea.onednn.dnnl.PrimitiveDesc;
import dev.fovea.onednn.dnnl.Propagation;
import dev.fovea.op.Unary;

/** Functions of one element that no other kernel took up. */
final class UnaryLowering {
  private UnaryLowering() {}

  static void forward(Unary op, Node node, Compilation c) {
    Result value = node.inputs().get(0);
    Placed x = c.primary(value);
    if (Layouts.isPadded(x.desc()) && op.apply(0) != 0) {
      // Padding must stay zero; on a padded layout oneDNN falls to ref for such a function.
      x = c.plain(value);
    }
    Desc desc = x.desc();
    Placed y = c.define(node.result(), desc);
    c.runInPlace(
        node,
        c.choose(node, forward(op.fn(), op.alpha(), desc)),
        read(Arg.SRC, x),
        write(Arg.DST, y));
  }

  private static Eltwise.Forward forward(Unary.Fn fn, double alpha, Desc desc) {
    Eltwises e = Eltwises.of(fn, alpha);
    return new Eltwise.Forward(Propagation.TRAINING, e.kind(), desc, desc, e.alpha(), e.beta());
  }

  static void backward(Unary.Backward op, Node node, Compilation c) {
    Placed saved = c.primary(node.inputs().get(0));
    Desc desc = saved.desc();
    Placed dy = c.use(node.inputs().get(1), desc);
    Placed dx = c.define(node.result(), desc);
    // In padding dy is zero, and with it dx, whatever finite number the derivative is there.
    boolean asVector = Layouts.isPadded(desc) && Double.isFinite(op.derivative(0));
    Desc view = asVector ? Layouts.flat(desc) : desc;
    Eltwises e = Eltwises.of(op.fn(), op.alpha());
    PrimitiveDesc forward = c.choose(node, forward(op.fn(), op.alpha(), view));
    PrimitiveDesc backward =
        c.choose(
            node, new Eltwise.Backward(e.kind(), view, view, view, e.alpha(), e.beta(), forward));
    c.runInPlace(
        node,
        backward,
        read(Arg.DIFF_DST, dy.as(view)),
        write(Arg.DIFF_SRC, dx.as(view)),
        read(op.fn().fromResult() ? Arg.DST : Arg.SRC, saved.as(view)));
  }
}
