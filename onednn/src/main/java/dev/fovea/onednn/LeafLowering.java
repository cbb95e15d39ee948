// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static dev.fovea.onednn.Compilation.write;

import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.onednn.StateStore.Flat;
import dev.fovea.onednn.StateStore.Segment;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.op.Fill;
import dev.fovea.op.Input;
import dev.fovea.op.Op;
import dev.fovea.op.Pack;
import dev.fovea.op.Reshape;
import dev.fovea.op.Slot;
import dev.fovea.op.Unpack;
import dev.fovea.tensor.DType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** What brings values in or looks at them otherwise: leaves, views, packs. */
final class LeafLowering {
  private LeafLowering() {}

  static void input(Input op, Node node, Compilation c) {
    c.alias(node.result(), c.scratch(Layouts.plain(op.type())));
  }

  /** A parameter or buffer; its layout may still be open, then its first user decides. */
  static void state(Op op, Node node, Compilation c) {
    String path = ((Op.Leaf) op).path();
    Desc known = c.state().layout(path);
    if (known != null) {
      c.alias(node.result(), new Placed(known, new Place.Leaf(path)));
    }
  }

  static void slot(Slot op, Node node, Compilation c) {
    Flat flat = new Flat(Flat.Kind.SLOT, op.path());
    c.alias(node.result(), new Placed(c.state().vector(op.group()), new Place.InFlat(flat, 0)));
  }

  static void fill(Fill op, Node node, Compilation c) {
    Placed y = c.define(node.result(), Layouts.plain(op.type()));
    boolean integers = op.type().dtype() == DType.I32;
    int bits = integers ? (int) op.value() : Float.floatToRawIntBits((float) op.value());
    c.host(
        node,
        List.of(write(0, y)),
        memory -> {
          ByteBuffer to = memory.get(0);
          return () -> {
            for (int at = 0; at < to.capacity(); at += Integer.BYTES) {
              to.putInt(at, bits);
            }
          };
        });
  }

  static void reshape(Reshape op, Node node, Compilation c) {
    Result x = node.inputs().get(0);
    long[] dims = node.types().get(0).shape().toLongs();
    // Only images are ever narrower than f32.
    Placed primary = dims.length == 4 ? c.primary(x) : c.wide(x);
    Optional<Desc> direct = Optional.empty();
    if (!Layouts.isPadded(primary.desc())) {
      direct = primary.desc().reshape(dims);
    }
    c.alias(
        node.result(),
        direct.isPresent()
            ? new Placed(direct.get(), primary.place())
            : new Placed(Layouts.plain(node.types().get(0)), c.plain(x).place()));
  }

  /**
   * Parameters lie packed already; gradients are copied into their arena unless they were written
   * there. A pack of no group's parameters is a copy into a plain vector.
   */
  static void pack(Pack op, Node node, Compilation c) {
    if (!c.state().hasGroup(op.group())) {
      concatenate(node, c);
      return;
    }
    boolean ofLeaves = StateStore.isOfLeaves(c.graph(), node);
    Flat flat = new Flat(ofLeaves ? Flat.Kind.PARAMETERS : Flat.Kind.GRADIENTS, op.group());
    List<Segment> segments = c.state().segments(op.group());
    for (int i = 0; i < segments.size(); i++) {
      Result value = node.inputs().get(i);
      if (ofLeaves) {
        c.settle(value);
        continue;
      }
      Placed target =
          new Placed(segments.get(i).desc(), new Place.InFlat(flat, segments.get(i).offset()));
      Placed source = c.use(value, target.desc());
      if (!source.place().equals(target.place())) {
        c.copy(node, source, target);
      }
    }
    c.alias(node.result(), new Placed(c.state().vector(op.group()), new Place.InFlat(flat, 0)));
  }

  private static void concatenate(Node node, Compilation c) {
    Placed all = c.define(node.result(), Layouts.plain(node.types().get(0)));
    long offset = 0;
    for (Result value : node.inputs()) {
      long[] size = {value.type().elements()};
      Placed source = new Placed(Desc.plain(all.desc().type(), size), c.plain(value).place());
      Desc part = all.desc().submemory(size, new long[] {offset}).orElseThrow();
      c.copyInto(node, source, new Placed(part, all.place()));
      offset += size[0];
    }
  }

  /** A group's vector as its elements in logical order. */
  static Placed withoutPadding(Result vector, String group, Compilation c) {
    Placed all = c.scratch(Layouts.plain(vector.type()));
    long offset = 0;
    for (Segment segment : c.state().segments(group)) {
      long[] size = {segment.desc().dims().stream().reduce(1L, Math::multiplyExact)};
      Placed source = new Placed(segment.desc(), at(c.primary(vector), segment));
      Desc plain = Desc.plain(segment.desc().type(), Compilation.longs(segment.desc().dims()));
      Placed dense = plain.equals(segment.desc()) ? source : c.scratch(plain);
      if (dense != source) {
        c.copy(c.graph().node(vector), source, dense);
      }
      Desc part = all.desc().submemory(size, new long[] {offset}).orElseThrow();
      c.copyInto(
          c.graph().node(vector),
          new Placed(Desc.plain(plain.type(), size), dense.place()),
          new Placed(part, all.place()));
      offset += size[0];
    }
    return all;
  }

  private static Place at(Placed vector, Segment segment) {
    return vector.place() instanceof Place.InFlat in
        ? new Place.InFlat(in.flat(), in.offset() + segment.offset())
        : new Place.Planned(
            ((Place.Planned) vector.place()).region(),
            ((Place.Planned) vector.place()).offset() + segment.offset());
  }

  /** A segment of a group's vector is a view; a piece of any other vector is copied out. */
  static void unpack(Unpack op, Node node, Compilation c) {
    Result value = node.inputs().get(0);
    Placed vector = c.primary(value);
    Optional<String> group = c.groupOf(value);
    if (group.isEmpty()) {
      long[] size = {op.type().elements()};
      Desc part = vector.desc().submemory(size, new long[] {op.offset()}).orElseThrow();
      Placed copy = c.define(node.result(), Layouts.plain(op.type()));
      c.copy(
          node,
          new Placed(part, vector.place()),
          new Placed(Desc.plain(copy.desc().type(), size), copy.place()));
      return;
    }
    Segment segment = c.state().segmentAt(group.get(), op.offset());
    c.alias(node.result(), new Placed(segment.desc(), at(vector, segment)));
  }
}
