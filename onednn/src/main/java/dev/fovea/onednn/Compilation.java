// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.backend.Executable.Kernel;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.ir.Result;
import dev.fovea.onednn.Schedule.Ended;
import dev.fovea.onednn.Selection.Candidate;
import dev.fovea.onednn.Step.Access;
import dev.fovea.onednn.Step.Body;
import dev.fovea.onednn.Step.HostKernel;
import dev.fovea.onednn.Step.Operand;
import dev.fovea.onednn.dnnl.Arg;
import dev.fovea.onednn.dnnl.DataType;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.onednn.dnnl.PrimitiveDesc;
import dev.fovea.onednn.dnnl.Reorder;
import dev.fovea.onednn.dnnl.Spec;
import dev.fovea.op.Fused;
import dev.fovea.op.Input;
import dev.fovea.op.Op;
import dev.fovea.op.Pack;
import dev.fovea.op.Slot;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Turns one graph into steps: asks each node's lowering for its primitives, keeps every copy of
 * every value by layout, and inserts the reorders, each once.
 */
final class Compilation implements AutoCloseable {
  private final Selection selection;
  private final StateStore state;
  private final Graph graph;
  private final Layouts layouts;
  private final DataType elements;
  private final Destinations destinations;
  private final Joins joins;
  private final List<Step> steps = new ArrayList<>();
  private final List<Long> regions = new ArrayList<>();
  private final Map<Result, List<Placed>> placements = new HashMap<>();
  private final Map<Result, Placed> attached = new HashMap<>();
  private final Map<Result, PrimitiveDesc> hints = new HashMap<>();
  private final Map<Result, Integer> uses = new HashMap<>();

  /** Compiles for images of that element type; everything else is f32. */
  Compilation(
      Selection selection, StateStore state, Graph graph, Layouts layouts, DataType elements) {
    this.selection = selection;
    this.state = state;
    this.graph = graph;
    this.layouts = layouts;
    this.elements = elements;
    this.destinations = new Destinations(graph, state);
    this.joins = new Joins(graph, layouts);
    graph.nodes().forEach(n -> n.inputs().forEach(i -> uses.merge(i, 1, Integer::sum)));
    graph.roots().forEach(root -> uses.merge(root, 1, Integer::sum));
  }

  /** Lowers every node, then brings outputs and next states to where they belong. */
  Schedule compile() {
    Map<String, Ended> inputs = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      Lowerings.lower(node, this);
      if (node.op() instanceof Input input) {
        inputs.put(input.path(), new Ended(input.type(), primary(node.result())));
      }
    }
    Endings endings = new Endings(graph, state, this);
    Map<String, Ended> outputs = endings.outputs();
    endings.storeUpdates();
    return new Schedule(graph, steps, regions, inputs, outputs);
  }

  Layouts layouts() {
    return layouts;
  }

  Graph graph() {
    return graph;
  }

  StateStore state() {
    return state;
  }

  /** The layout that images of this type should have between convolutions. */
  Desc image(TensorType type) {
    return type.rank() == 4 ? layouts.image(type, elements) : Layouts.plain(type);
  }

  /** The element types images may have, the preferred one first. */
  List<DataType> elements() {
    return elements == DataType.F32 ? List.of(elements) : List.of(elements, DataType.F32);
  }

  boolean isNeeded(Result value) {
    return uses.containsKey(value);
  }

  /** The first copy of a value: the one its node wrote. */
  Placed primary(Result value) {
    return copies(value).get(0);
  }

  private List<Placed> copies(Result value) {
    if (!placements.containsKey(value)) {
      settle(value);
    }
    return placements.get(value);
  }

  /** A leaf whose layout is open takes the one its user prefers; any other value stays as it is. */
  void prefer(Result value, Desc layout) {
    if (!placements.containsKey(value)) {
      String path = leaf(value).orElseThrow().path();
      if (state.layout(path) == null) {
        state.decide(path, layout);
      }
      alias(value, new Placed(state.layout(path), new Place.Leaf(path)));
    }
  }

  /** A leaf whose layout is still open becomes row-major. */
  void settle(Result value) {
    if (!placements.containsKey(value)) {
      prefer(value, Layouts.plain(value.type()));
    }
  }

  /** The group whose flat order a value has, if it has one. */
  Optional<String> groupOf(Result value) {
    Op op = graph.op(value);
    if (op instanceof Pack pack) {
      return Optional.of(pack.group()).filter(state::hasGroup);
    }
    if (op instanceof Slot slot) {
      return Optional.of(slot.group());
    }
    boolean elementwise = op instanceof Op.Elementwise || op instanceof Fused;
    return elementwise ? groupOf(graph.node(value).inputs().get(0)) : Optional.empty();
  }

  /** A copy of a value in a layout; a reorder makes it if there is none yet. */
  Placed use(Result value, Desc want) {
    for (Placed copy : copies(value)) {
      if (copy.desc().equals(want)) {
        return copy;
      }
    }
    Placed source = primary(value);
    if (!source.desc().dims().equals(want.dims())) {
      Optional<Desc> other = source.desc().reshape(longs(want.dims()));
      source =
          other.isPresent()
              ? new Placed(other.get(), source.place())
              : new Placed(
                  Desc.plain(Layouts.dataType(value.type()), longs(want.dims())),
                  plain(value).place());
    }
    if (Layouts.sameBytes(source.desc(), want)) {
      Placed same = new Placed(want, source.place());
      placements.get(value).add(same);
      return same;
    }
    Placed copy = new Placed(want, region(want.bytes()));
    copy(graph.node(value), source, copy);
    placements.get(value).add(copy);
    return copy;
  }

  /** A row-major copy of a value, in its own element type. */
  Placed plain(Result value) {
    Placed source = primary(value);
    DataType own = Layouts.dataType(value.type());
    return source.desc().isPlain() && source.desc().type() == own
        ? source
        : use(value, Desc.plain(own, longs(source.desc().dims())));
  }

  /** A copy of a value in its own element type, in the layout it has. */
  Placed wide(Result value) {
    Placed source = primary(value);
    DataType own = Layouts.dataType(value.type());
    return source.desc().type() == own
        ? source
        : use(value, Layouts.like(source.desc(), value.type(), own));
  }

  /**
   * Makes room for a result in a layout: where the graph wants it in the end, if it wants that
   * layout.
   */
  Placed define(Result value, Desc desc) {
    Place place = destinations.of(value, desc).orElseGet(() -> region(desc.bytes()));
    Placed placed = new Placed(desc, place);
    alias(value, placed);
    return placed;
  }

  Joins joins() {
    return joins;
  }

  /** The memory of a joined value, made when the first operand is written into it. */
  Placed joined(Result whole) {
    return placements.containsKey(whole) ? primary(whole) : define(whole, image(whole.type()));
  }

  /** Says that a value lies in memory that exists already. */
  void alias(Result value, Placed placed) {
    placements.put(value, new ArrayList<>(List.of(placed)));
  }

  /** Room that belongs to no value. */
  Placed scratch(Desc desc) {
    return new Placed(desc, region(desc.bytes()));
  }

  private Place region(long bytes) {
    regions.add(bytes);
    return new Place.Planned(regions.size() - 1, 0);
  }

  /**
   * Remembers the descriptor of the kernel that made a value, for the backward kernel that needs
   * it.
   */
  void hint(Result value, PrimitiveDesc desc) {
    hints.put(value, desc);
  }

  PrimitiveDesc hint(Result value) {
    return hints.get(value);
  }

  /**
   * Keeps memory that belongs to a value beside it: what the backward kernel reads of the forward
   * one.
   */
  void attach(Result value, Placed workspace) {
    attached.put(value, workspace);
  }

  Placed attached(Result value) {
    return attached.get(value);
  }

  /** Adds a step that fills memory with zeros. */
  void zero(Node node, Placed placed) {
    host(
        node,
        List.of(write(0, placed)),
        memory ->
            () -> {
              for (int at = 0; at < memory.get(0).capacity(); at += Short.BYTES) {
                memory.get(0).putShort(at, (short) 0);
              }
            });
  }

  /** A copy of a value with the axes of its type: convolution weights may be kept with one more. */
  Placed shaped(Result value) {
    Placed placed = primary(value);
    boolean same = placed.desc().dims().size() == value.type().rank();
    return same ? placed : use(value, Layouts.plain(value.type()));
  }

  /** As {@link Selection#choose}. */
  PrimitiveDesc choose(Node node, List<Candidate> candidates) {
    return selection.choose(label(node), candidates);
  }

  /**
   * As {@link Selection#choose}, among candidates over images of the preferred element type if a
   * fast kernel is among them, else of the other.
   */
  PrimitiveDesc choose(Node node, Function<DataType, List<Candidate>> candidates) {
    for (DataType type : elements()) {
      Optional<PrimitiveDesc> fast = selection.fastest(label(node), candidates.apply(type));
      if (fast.isPresent()) {
        return fast.get();
      }
    }
    return choose(node, candidates.apply(DataType.F32));
  }

  PrimitiveDesc choose(Node node, Spec... specs) {
    return choose(node, Stream.of(specs).map(Candidate::of).toList());
  }

  /** As {@link Selection#first}. */
  Optional<PrimitiveDesc> fast(Node node, Candidate candidate) {
    return selection.first(label(node), candidate);
  }

  /** As {@link Selection#find}. */
  Optional<PrimitiveDesc> find(Node node, Spec spec) {
    return selection.find(label(node), Candidate.of(spec));
  }

  private static String label(Node node) {
    return node.path().isEmpty() ? node.op().mnemonic() : node.path();
  }

  /** Adds a step that runs a primitive; its scratchpad is seen to. */
  void run(Node node, PrimitiveDesc desc, Operand... operands) {
    run(node, desc, Optional.empty(), operands);
  }

  /** As {@link #run}, the result reusing the source's memory if the source dies here. */
  void runInPlace(Node node, PrimitiveDesc desc, Operand source, Operand result, Operand... more) {
    List<Operand> all = new ArrayList<>(List.of(source, result));
    all.addAll(List.of(more));
    run(node, desc, reuse(source.placed(), result.placed()), all.toArray(Operand[]::new));
  }

  private void run(Node node, PrimitiveDesc desc, Optional<Step.Reuse> reuse, Operand... operands) {
    List<Operand> all = new ArrayList<>(List.of(operands));
    if (desc.scratchpadBytes() > 0) {
      all.add(write(Arg.SCRATCHPAD, scratch(desc.scratchpad())));
    }
    Kernel kernel = new Kernel(label(node), Lowerings.work(node.op()), desc.implName());
    steps.add(new Step(kernel, new Body.Native(desc.primitive()), all, false, reuse));
  }

  /** Adds a step of Java code. */
  void host(Node node, List<Operand> operands, HostKernel kernel) {
    Kernel name = new Kernel(label(node), Lowerings.work(node.op()), "java");
    steps.add(new Step(name, new Body.Host(kernel), operands, false, Optional.empty()));
  }

  /** Adds a step that copies, changing the layout if they differ. */
  void copy(Node node, Placed source, Placed result) {
    PrimitiveDesc desc = find(node, new Reorder(source.desc(), result.desc())).orElseThrow();
    List<Operand> operands = new ArrayList<>();
    operands.add(read(Arg.SRC, source));
    operands.add(write(Arg.DST, result));
    if (desc.scratchpadBytes() > 0) {
      operands.add(write(Arg.SCRATCHPAD, scratch(desc.scratchpad())));
    }
    boolean same = source.desc().equals(result.desc());
    steps.add(
        new Step(
            new Kernel(label(node), "reorder", desc.implName()),
            new Body.Native(desc.primitive()),
            operands,
            same,
            same ? reuse(source, result) : Optional.empty()));
  }

  /** As {@link #copy}, into a part of memory that keeps the rest. */
  void copyInto(Node node, Placed source, Placed part) {
    PrimitiveDesc desc = find(node, new Reorder(source.desc(), part.desc())).orElseThrow();
    run(node, desc, read(Arg.SRC, source), update(Arg.DST, part));
  }

  private static Optional<Step.Reuse> reuse(Placed source, Placed result) {
    return source.place() instanceof Place.Planned a
            && result.place() instanceof Place.Planned b
            && a.offset() == 0
            && b.offset() == 0
        ? Optional.of(new Step.Reuse(a.region(), b.region()))
        : Optional.empty();
  }

  static Operand read(int arg, Placed placed) {
    return new Operand(arg, placed, Access.READ);
  }

  static Operand write(int arg, Placed placed) {
    return new Operand(arg, placed, Access.WRITE);
  }

  static Operand update(int arg, Placed placed) {
    return new Operand(arg, placed, Access.READ_WRITE);
  }

  static long[] longs(List<Long> dims) {
    return dims.stream().mapToLong(Long::longValue).toArray();
  }

  /** The leaf behind a value, if it is one. */
  Optional<Op.Stateful> leaf(Result value) {
    return graph.op(value) instanceof Op.Stateful leaf ? Optional.of(leaf) : Optional.empty();
  }

  @Override
  public void close() {
    selection.close();
  }
}
