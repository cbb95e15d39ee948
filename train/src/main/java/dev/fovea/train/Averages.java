// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.backend.Session;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Weights;
import dev.fovea.op.Op;
import dev.fovea.op.Pack;
import dev.fovea.op.Slot;
import dev.fovea.tensor.Tensor;
import dev.fovea.train.recipe.Averaged;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The averages of parameters and buffers that lie in slots of a session, one slot a group. */
final class Averages {
  private final Session session;
  private final Map<Slot, List<Op.Leaf>> members = new LinkedHashMap<>();

  /**
   * Finds them.
   *
   * @param step graph that packs every group
   * @param slots of all graphs
   */
  Averages(Session session, Graph step, List<Slot> slots) {
    this.session = session;
    for (Slot slot : slots) {
      if (slot.path().endsWith("." + Averaged.SLOT)) {
        members.put(slot, members(step, slot.group()));
      }
    }
  }

  /** The leaves of a group, in its order. */
  private static List<Op.Leaf> members(Graph step, String group) {
    return step.nodes().stream()
        .filter(n -> n.op() instanceof Pack pack && pack.group().equals(group))
        .filter(n -> n.inputs().stream().allMatch(i -> step.op(i) instanceof Op.Stateful))
        .findFirst()
        .orElseThrow()
        .inputs()
        .stream()
        .map(i -> (Op.Leaf) step.op(i))
        .toList();
  }

  /** A copy of every average, under the path of what it is of. */
  Map<String, Tensor> read() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    members.forEach(
        (slot, leaves) -> {
          float[] flat = session.read(slot.path()).floats();
          int at = 0;
          for (Op.Leaf leaf : leaves) {
            int length = Math.toIntExact(leaf.type().elements());
            float[] part = Arrays.copyOfRange(flat, at, at + length);
            tensors.put(leaf.path(), Tensor.of(leaf.type().shape(), part));
            at += length;
          }
        });
    return tensors;
  }

  /** Replaces some averages, by the paths of what they are of. */
  void write(Weights values) {
    members.forEach(
        (slot, leaves) -> {
          Tensor average = session.read(slot.path());
          int at = 0;
          for (Op.Leaf leaf : leaves) {
            int length = Math.toIntExact(leaf.type().elements());
            Tensor value = values.tensors().get(leaf.path());
            if (value != null) {
              System.arraycopy(value.floats(), 0, average.floats(), at, length);
            }
            at += length;
          }
          session.write(slot.path(), average);
        });
  }

  /** Moves every average by a share of the way to what the session holds now. */
  void fold(float share) {
    members.forEach(
        (slot, leaves) -> {
          Tensor average = session.read(slot.path());
          float[] flat = average.floats();
          int at = 0;
          for (Op.Leaf leaf : leaves) {
            for (float now : session.read(leaf.path()).floats()) {
              flat[at] += (now - flat[at]) * share;
              at++;
            }
          }
          session.write(slot.path(), average);
        });
  }
}
