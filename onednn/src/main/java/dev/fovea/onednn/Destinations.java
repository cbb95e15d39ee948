// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.onednn.StateStore.Flat;
import dev.fovea.onednn.StateStore.Segment;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.op.Op;
import dev.fovea.op.Pack;
import dev.fovea.op.Slot;
import dev.fovea.op.Unpack;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where values should be written so that nothing is copied later: gradients into their arena, next
 * states over the old ones.
 *
 * <p>A next state may overwrite the old one only if nothing reads the old one after the node that
 * computes the new.
 */
final class Destinations {
  private final Graph graph;
  private final StateStore state;
  private final Map<Result, String> leaves = new HashMap<>();
  private final Map<Result, Flat> flats = new HashMap<>();
  private final Map<Result, Member> gradients = new HashMap<>();

  /** Operand {@code index} of the gradient pack of a group. */
  private record Member(String group, int index) {}

  Destinations(Graph graph, StateStore state) {
    this.graph = graph;
    this.state = state;
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Pack pack
          && state.hasGroup(pack.group())
          && !StateStore.isOfLeaves(graph, node)) {
        for (int i = 0; i < node.inputs().size(); i++) {
          gradients.putIfAbsent(node.inputs().get(i), new Member(pack.group(), i));
        }
      }
    }
    graph.updates().forEach(this::claim);
  }

  private void claim(Graph.Update update) {
    Op leaf = graph.op(update.leaf());
    Result value = update.value();
    if (graph.op(value) instanceof Unpack) {
      Result packed = graph.node(value).inputs().get(0);
      groupOf(update.leaf())
          .filter(group -> mayOverwrite(group, packed))
          .ifPresent(group -> flats.put(packed, new Flat(Flat.Kind.PARAMETERS, group)));
    } else if (leaf instanceof Slot slot) {
      if (lastReader(Set.of(update.leaf())) <= value.node()) {
        flats.put(value, new Flat(Flat.Kind.SLOT, slot.path()));
      }
    } else if (lastReader(Set.of(update.leaf())) <= value.node()) {
      leaves.put(value, ((Op.Leaf) leaf).path());
    }
  }

  private Optional<String> groupOf(Result leaf) {
    return graph.nodes().stream()
        .filter(n -> n.op() instanceof Pack && n.inputs().contains(leaf))
        .filter(n -> StateStore.isOfLeaves(graph, n))
        .map(n -> ((Pack) n.op()).group())
        .findFirst();
  }

  private boolean mayOverwrite(String group, Result packed) {
    Set<Result> members = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Pack pack
          && pack.group().equals(group)
          && StateStore.isOfLeaves(graph, node)) {
        members.addAll(node.inputs());
      }
    }
    return lastReader(members) <= packed.node();
  }

  /** The last node that reads one of {@code values}, or a view of one. */
  private int lastReader(Set<Result> values) {
    Set<Result> views = new HashSet<>(values);
    int last = -1;
    for (Node node : graph.nodes()) {
      if (node.inputs().stream().anyMatch(views::contains)) {
        if (node.op() instanceof Op.View || node.op() instanceof Pack) {
          views.add(node.result());
        } else {
          last = node.id();
        }
      }
    }
    // An output, or another leaf's next value, wants the old state when the run is over.
    return graph.roots().stream().anyMatch(views::contains) ? Integer.MAX_VALUE : last;
  }

  /** The place a value of that layout should be written to, if any. */
  Optional<Place> of(Result value, Desc desc) {
    if (flats.containsKey(value)) {
      return Optional.of(new Place.InFlat(flats.get(value), 0));
    }
    String leaf = leaves.get(value);
    if (leaf != null && desc.equals(state.decided(leaf))) {
      return Optional.of(new Place.Leaf(leaf));
    }
    Member member = gradients.get(value);
    if (member != null) {
      List<Segment> segments = state.segments(member.group);
      Segment segment = segments.get(member.index);
      if (desc.equals(segment.desc())) {
        Flat flat = new Flat(Flat.Kind.GRADIENTS, member.group);
        return Optional.of(new Place.InFlat(flat, segment.offset()));
      }
    }
    return Optional.empty();
  }
}
