// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static dev.fovea.onednn.Compilation.read;
import static dev.fovea.onednn.Compilation.write;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.onednn.Step.Operand;
import dev.fovea.onednn.dnnl.Arg;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.onednn.dnnl.PrimitiveDesc;
import dev.fovea.op.Concat;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Op;
import dev.fovea.op.Pad;
import dev.fovea.op.Slice;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Values joined along an axis, and pieces of values. */
final class JoinLowering {
  /** Ops whose kernels read a piece of a larger value where it lies. */
  private static final Set<Class<? extends Op>> READ_IN_PLACE =
      Set.of(Conv2d.BackwardData.class, Conv2d.BackwardWeights.class);

  private JoinLowering() {}

  static void concat(Concat op, Node node, Compilation c) {
    if (c.joins().isJoined(node.result())) {
      fill(node, c);
      return;
    }
    TensorType y = node.types().get(0);
    Desc dst = c.image(y);
    List<Desc> sources = new ArrayList<>();
    for (Result value : node.inputs()) {
      sources.add(Layouts.like(dst, value.type()));
    }
    Optional<PrimitiveDesc> desc =
        c.find(node, new dev.fovea.onednn.dnnl.Concat(Optional.of(dst), op.axis(), sources))
            .filter(d -> !Selection.isFallback(d));
    if (desc.isPresent()) {
      List<Operand> operands = new ArrayList<>();
      for (int i = 0; i < sources.size(); i++) {
        operands.add(read(Arg.source(i), c.use(node.inputs().get(i), sources.get(i))));
      }
      operands.add(write(Arg.DST, c.define(node.result(), dst)));
      c.run(node, desc.get(), operands.toArray(Operand[]::new));
      return;
    }
    joinByCopies(op.axis(), node, c);
  }

  /** Operands that did not write into the joined value themselves are copied there. */
  private static void fill(Node node, Compilation c) {
    Placed whole = c.joined(node.result());
    int begin = 0;
    for (Result value : node.inputs()) {
      if (!c.primary(value).place().equals(whole.place())) {
        Joins.Slot slot = new Joins.Slot(node.result(), begin);
        Desc within = slot.within(whole.desc(), value.type()).orElseThrow();
        c.copyInto(node, c.shaped(value), new Placed(within, whole.place()));
      }
      begin += value.type().dim(1);
    }
  }

  /**
   * Where blocks do not end with the operands: each is copied to its place in a row-major result.
   */
  private static void joinByCopies(int axis, Node node, Compilation c) {
    Placed all = c.define(node.result(), Layouts.plain(node.types().get(0)));
    long[] offset = new long[node.types().get(0).rank()];
    for (Result value : node.inputs()) {
      Desc part =
          all.desc().submemory(value.type().shape().toLongs(), offset.clone()).orElseThrow();
      c.copyInto(node, c.shaped(value), new Placed(part, all.place()));
      offset[axis] += value.type().dim(axis);
    }
  }

  static void slice(Slice op, Node node, Compilation c) {
    cut(op, node, c);
  }

  static void pad(Pad op, Node node, Compilation c) {
    if (op.before() > 0 || op.after() > 0) {
      grow(op, node, c);
    } else {
      cut(op, node, c);
    }
  }

  /**
   * Copies a piece out, in the layout of the whole where the piece begins with a block, else
   * row-major.
   */
  private static void cut(Op.Cut op, Node node, Compilation c) {
    Result value = node.inputs().get(0);
    TensorType y = node.types().get(0);
    long[] offset = new long[y.rank()];
    for (int axis = 0; axis < offset.length; axis++) {
      offset[axis] = op.cutInFront(axis);
    }
    Placed x = c.shaped(value);
    Optional<Desc> part = x.desc().submemory(y.shape().toLongs(), offset);
    if (part.isEmpty()) {
      x = c.use(value, Layouts.plain(value.type()));
      part = x.desc().submemory(y.shape().toLongs(), offset);
    }
    if (isReadInPlace(node.result(), c)) {
      c.alias(node.result(), new Placed(part.orElseThrow(), x.place()));
      return;
    }
    Placed piece = c.define(node.result(), Layouts.like(x.desc(), y));
    c.copy(node, new Placed(part.orElseThrow(), x.place()), piece);
  }

  private static boolean isReadInPlace(Result value, Compilation c) {
    return c.graph().nodes().stream()
            .filter(n -> n.inputs().contains(value))
            .allMatch(n -> READ_IN_PLACE.contains(n.op().getClass()))
        && !c.graph().roots().contains(value);
  }

  private static void grow(Pad op, Node node, Compilation c) {
    Result value = node.inputs().get(0);
    TensorType y = node.types().get(0);
    long[] begin = new long[y.rank()];
    long[] from = new long[y.rank()];
    begin[op.axis()] = Math.max(0, op.before());
    from[op.axis()] = Math.max(0, -op.before());
    long[] dims = value.type().shape().toLongs();
    dims[op.axis()] -= Math.max(0, -op.before()) + Math.max(0, -op.after());
    Placed x = c.shaped(value);
    Desc whole = Layouts.like(x.desc(), y);
    Optional<Desc> target = whole.submemory(dims, begin);
    Optional<Desc> source = x.desc().submemory(dims, from);
    if (target.isEmpty() || source.isEmpty()) {
      x = c.use(value, Layouts.plain(value.type()));
      whole = Layouts.plain(y);
      target = whole.submemory(dims, begin);
      source = x.desc().submemory(dims, from);
    }
    Placed all = c.define(node.result(), whole);
    c.zero(node, all);
    c.copyInto(
        node,
        new Placed(source.orElseThrow(), x.place()),
        new Placed(target.orElseThrow(), all.place()));
  }
}
