// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.onednn.dnnl.DataType;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.onednn.dnnl.Engine;
import dev.fovea.onednn.dnnl.NativeMemory;
import dev.fovea.op.Op;
import dev.fovea.op.Pack;
import dev.fovea.op.Slot;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The state of a session: every parameter, buffer and slot with its layout and memory.
 *
 * <p>The parameters of a group lie one after the other in one flat arena, their gradients and each
 * slot in arenas of the same order and layout, so an optimiser works on whole vectors. Each segment
 * is padded to a cache line. The padding holds zeros, because every update by finite numbers maps
 * zeros to zeros there; whoever writes a segment anew clears it of what other updates left.
 */
final class StateStore implements AutoCloseable {
  /** A flat arena. */
  record Flat(Kind kind, String name) {
    enum Kind {
      PARAMETERS,
      GRADIENTS,
      SLOT,
      /** A parameter or buffer outside any group. */
      SINGLE
    }
  }

  /** Where a parameter lies within the arenas of its group. */
  record Segment(String path, Desc desc, long offset) {}

  private static final class Leaf {
    final TensorType type;
    Desc desc;
    Flat flat;
    long offset;

    Leaf(TensorType type) {
      this.type = type;
    }
  }

  private static final int LINE = 64;
  private final Engine engine;
  private final Map<String, Leaf> leaves = new LinkedHashMap<>();
  private final Map<String, List<String>> groups = new LinkedHashMap<>();
  private final Map<String, List<Segment>> segments = new HashMap<>();
  private final Map<String, String> slots = new LinkedHashMap<>();
  private final Map<Flat, NativeMemory> memory = new HashMap<>();

  StateStore(Engine engine) {
    this.engine = engine;
  }

  /**
   * Learns the leaves and groups of a graph; a group or type that contradicts an earlier graph is
   * refused.
   */
  void declare(Graph graph) {
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Slot slot) {
        slots.put(slot.path(), slot.group());
      } else if (node.op() instanceof Op.Stateful leaf) {
        Leaf known = leaves.computeIfAbsent(leaf.path(), p -> new Leaf(leaf.type()));
        FoveaException.check(
            known.type.equals(leaf.type()),
            "%s: the graph expects %s but the session holds %s",
            leaf.path(),
            leaf.type(),
            known.type);
      } else if (node.op() instanceof Pack pack && isOfLeaves(graph, node)) {
        List<String> paths =
            node.inputs().stream().map(i -> ((Op.Leaf) graph.op(i)).path()).toList();
        List<String> known = groups.putIfAbsent(pack.group(), paths);
        FoveaException.check(
            known == null || known.equals(paths),
            "group %s: the session packs other parameters under this name",
            pack.group());
        if (known == null) {
          claim(pack.group(), paths);
        }
      }
    }
  }

  private void claim(String group, List<String> paths) {
    for (String path : paths) {
      Leaf leaf = leaves.get(path);
      FoveaException.check(
          leaf.flat == null,
          "%s is placed outside group %s already; compile the training step first",
          path,
          group);
      leaf.flat = new Flat(Flat.Kind.PARAMETERS, group);
    }
  }

  static boolean isOfLeaves(Graph graph, Node pack) {
    return pack.inputs().stream().allMatch(i -> graph.op(i) instanceof Op.Stateful);
  }

  /** The layout of a leaf, or null while nothing has decided it. */
  Desc layout(String path) {
    return leaves.get(path).desc;
  }

  /** Fixes the layout of a leaf. */
  void decide(String path, Desc desc) {
    Leaf leaf = leaves.get(path);
    if (leaf.desc != null) {
      throw new IllegalStateException(path + " has a layout already");
    }
    leaf.desc = desc;
  }

  /** The layout of a leaf, plain if nothing has decided it before. */
  Desc decided(String path) {
    Leaf leaf = leaves.get(path);
    if (leaf.desc == null) {
      leaf.desc = Desc.plain(Layouts.dataType(leaf.type), leaf.type.shape().toLongs());
    }
    return leaf.desc;
  }

  /** The segments of a group; decides the layouts of all its parameters. */
  List<Segment> segments(String group) {
    return segments.computeIfAbsent(
        group,
        g -> {
          List<Segment> list = new ArrayList<>();
          long offset = 0;
          for (String path : groups.get(g)) {
            Desc desc = decided(path);
            leaves.get(path).offset = offset;
            list.add(new Segment(path, desc, offset));
            offset += (desc.bytes() + LINE - 1) / LINE * LINE;
          }
          return List.copyOf(list);
        });
  }

  boolean hasGroup(String group) {
    return groups.containsKey(group);
  }

  /** The segment that begins at element {@code offset} of a group's logical order. */
  Segment segmentAt(String group, long offset) {
    long at = 0;
    for (Segment segment : segments(group)) {
      if (at == offset) {
        return segment;
      }
      at += leaves.get(segment.path()).type.elements();
    }
    throw new IllegalStateException("group " + group + " has no segment at " + offset);
  }

  /** Bytes of each arena of a group. */
  long bytes(String group) {
    List<Segment> list = segments(group);
    Segment last = list.get(list.size() - 1);
    return last.offset() + (last.desc().bytes() + LINE - 1) / LINE * LINE;
  }

  /** A whole arena of a group as one vector. */
  Desc vector(String group) {
    return Desc.plain(DataType.F32, bytes(group) / Float.BYTES);
  }

  /** The memory of a place in the state, made (zeroed) when first asked for. */
  Spot spot(Place place) {
    if (place instanceof Place.InFlat in) {
      return new Spot(arena(in.flat()), in.offset());
    }
    String path = ((Place.Leaf) place).path();
    Leaf leaf = leaves.get(path);
    decided(path);
    if (leaf.flat == null) {
      leaf.flat = new Flat(Flat.Kind.SINGLE, path);
    }
    if (leaf.flat.kind() == Flat.Kind.PARAMETERS) {
      segments(leaf.flat.name());
    }
    return new Spot(arena(leaf.flat), leaf.offset);
  }

  /** Whether two places are the same memory. */
  boolean isSame(Place a, Place b) {
    if (a.equals(b)) {
      return true;
    }
    if (a instanceof Place.Planned || b instanceof Place.Planned) {
      return false;
    }
    return spot(a).equals(spot(b));
  }

  /** Memory and a byte offset in it. */
  record Spot(NativeMemory memory, long offset) {
    long address() {
      return memory.address() + offset;
    }
  }

  /** Zeroes what pads a segment. */
  void clearPadding(Spot segment, Desc desc) {
    long end = segment.offset() + desc.bytes();
    long next = Math.min((end + LINE - 1) / LINE * LINE, segment.memory().bytes());
    int count = Math.toIntExact(next - end);
    segment.memory().bytes(end, count).put(new byte[count]);
  }

  private NativeMemory arena(Flat flat) {
    return memory.computeIfAbsent(
        flat,
        f ->
            engine.allocate(
                switch (f.kind()) {
                  case PARAMETERS, GRADIENTS -> bytes(f.name());
                  case SLOT -> bytes(slots.get(f.name()));
                  case SINGLE -> decided(f.name()).bytes();
                }));
  }

  Set<String> paths() {
    Set<String> paths = new LinkedHashSet<>(leaves.keySet());
    paths.addAll(slots.keySet());
    return paths;
  }

  boolean isSlot(String path) {
    return slots.containsKey(path);
  }

  String groupOf(String slot) {
    return slots.get(slot);
  }

  boolean isLeaf(String path) {
    return leaves.containsKey(path);
  }

  TensorType type(String leaf) {
    return leaves.get(leaf).type;
  }

  long bytes() {
    return memory.values().stream().mapToLong(NativeMemory::bytes).sum();
  }

  @Override
  public void close() {
    memory.values().forEach(NativeMemory::close);
    memory.clear();
  }
}
