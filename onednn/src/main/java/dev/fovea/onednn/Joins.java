// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.op.Concat;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Fused;
import dev.fovea.op.Op;
import dev.fovea.tensor.TensorType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which convolutions write straight into their slice of a joined value, so that the concat copies
 * nothing: those whose result only the concat uses, where slices begin and end with blocks of
 * channels (channels-last, a slice is no fast result).
 */
final class Joins {
  private static final int BLOCK = 16;

  /** Channels {@code begin} and on of {@code whole}. */
  record Slot(Result whole, int begin) {
    /** The layout of the slice. */
    Optional<Desc> within(Desc joined, TensorType part) {
      return joined.submemory(part.shape().toLongs(), new long[] {0, begin, 0, 0});
    }
  }

  private final Map<Result, Slot> slots = new HashMap<>();
  private final Set<Result> joined = new HashSet<>();

  Joins(Graph graph, Layouts layouts) {
    if (layouts != Layouts.BLOCKED) {
      return;
    }
    List<List<Node>> uses = graph.uses();
    Set<Result> roots = new HashSet<>(graph.roots());
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Concat c && c.axis() == 1 && node.types().get(0).rank() == 4) {
        plan(graph, node, uses, roots);
      }
    }
  }

  private void plan(Graph graph, Node concat, List<List<Node>> uses, Set<Result> roots) {
    Map<Result, Slot> found = new HashMap<>();
    int begin = 0;
    int written = 0;
    for (Result operand : concat.inputs()) {
      int channels = operand.type().dim(1);
      boolean aligned = begin % BLOCK == 0 && channels % BLOCK == 0;
      boolean alone = uses.get(operand.node()).size() == 1 && !roots.contains(operand);
      if (aligned && alone && isConvolution(graph.op(operand))) {
        found.put(operand, new Slot(concat.result(), begin));
        written += channels;
      }
      begin += channels;
    }
    // What is not written in place is copied there; copying most of it is the concat kernel's work.
    if (2 * written >= begin && begin % BLOCK == 0) {
      slots.putAll(found);
      joined.add(concat.result());
    }
  }

  /** Without a sum: that would read the slice before it is written. */
  private static boolean isConvolution(Op op) {
    return op instanceof Conv2d
        || op instanceof Fused f
            && f.head() instanceof Conv2d
            && !new Tail(f.tail(), List.of()).addsFirst();
  }

  Optional<Slot> slotOf(Result value) {
    return Optional.ofNullable(slots.get(value));
  }

  /** Whether operands of this concat write into it. */
  boolean isJoined(Result whole) {
    return joined.contains(whole);
  }
}
