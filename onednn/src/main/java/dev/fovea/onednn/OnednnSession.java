// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.backend.Executable;
import dev.fovea.backend.Session;
import dev.fovea.compile.MemoryPlan;
import dev.fovea.ir.Graph;
import dev.fovea.onednn.StateStore.Flat;
import dev.fovea.onednn.StateStore.Segment;
import dev.fovea.onednn.StateStore.Spot;
import dev.fovea.onednn.dnnl.DataType;
import dev.fovea.onednn.dnnl.Desc;
import dev.fovea.onednn.dnnl.Engine;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/** State and executables on one worker thread. */
final class OnednnSession implements Session {
  /**
   * How often OpenMP's workers look for work before they sleep: some hundred microseconds, longer
   * than the pause between two kernels. Training {@code quicknet} takes 14.1 ms a step with it,
   * 16.1 with a tenth, 14.7 with ten times as much (batch 64, 2 threads, 2026-11-22); beside other
   * work each spinning worker holds a core somebody could use.
   */
  private static final int SPINS = 10_000;

  private final Engine engine = newEngine();
  private final SelfCheck check;
  private final Workers workers;
  private final DataType elements;
  private final Worker worker;
  private final StateStore state = new StateStore(engine);
  private final Transfer transfer = new Transfer(engine);
  private final List<OnednnExecutable> executables = new ArrayList<>();
  private long version;
  private boolean closed;

  OnednnSession(Workers workers, int threads, DataType elements) {
    this.workers = workers;
    this.elements = elements;
    this.check = new SelfCheck(engine, threads);
    this.worker = workers.take(engine, threads);
  }

  @Override
  public Executable compile(Graph graph) {
    return compiled(
        graph,
        schedule -> {
          OnednnExecutable executable = new OnednnExecutable(this, graph, schedule);
          executables.add(executable);
          return executable;
        });
  }

  @Override
  public Executable.Footprint plan(Graph graph) {
    return compiled(
        graph,
        schedule -> {
          schedule.discard();
          MemoryPlan plan = schedule.plan();
          return new Executable.Footprint(plan.bytes(), plan.unplanned());
        });
  }

  /** An engine as sessions open it. */
  static Engine newEngine() {
    return Engine.open(OptionalInt.of(SPINS));
  }

  private <T> T compiled(Graph graph, Function<Schedule, T> use) {
    requireOpen();
    return worker.call(
        () -> {
          state.declare(graph);
          Layouts layouts = Layouts.of(graph);
          Graph ready = Pipeline.passes(layouts).apply(graph);
          Selection selection = new Selection(engine, check);
          try (Compilation compilation =
              new Compilation(selection, state, ready, layouts, elements)) {
            return use.apply(compilation.compile());
          }
        });
  }

  @Override
  public Set<String> paths() {
    return state.paths();
  }

  @Override
  public Tensor read(String path) {
    requireOpen();
    return worker.call(
        () -> {
          if (!state.isSlot(path)) {
            Tensor value = Tensor.zeros(leafType(path));
            transfer.read(state.decided(path), state.spot(new Place.Leaf(path)), value);
            return value;
          }
          Tensor flat = Tensor.zeros(slotType(path));
          int at = 0;
          for (Segment segment : state.segments(state.groupOf(path))) {
            Tensor part = Tensor.zeros(state.type(segment.path()));
            transfer.read(segment.desc(), slotSpot(path, segment), part);
            System.arraycopy(part.floats(), 0, flat.floats(), at, part.length());
            at += part.length();
          }
          return flat;
        });
  }

  @Override
  public void write(String path, Tensor value) {
    requireOpen();
    TensorType type = state.isSlot(path) ? slotType(path) : leafType(path);
    FoveaException.check(
        value.type().equals(type), "%s: expects %s, got %s", path, type, value.type());
    worker.run(
        () -> {
          version++;
          if (!state.isSlot(path)) {
            write(state.decided(path), state.spot(new Place.Leaf(path)), value);
            return;
          }
          int at = 0;
          for (Segment segment : state.segments(state.groupOf(path))) {
            Tensor part = Tensor.zeros(state.type(segment.path()));
            System.arraycopy(value.floats(), at, part.floats(), 0, part.length());
            write(segment.desc(), slotSpot(path, segment), part);
            at += part.length();
          }
        });
  }

  private void write(Desc desc, Spot to, Tensor value) {
    transfer.write(desc, to, value);
    state.clearPadding(to, desc);
  }

  private Spot slotSpot(String slot, Segment segment) {
    return state.spot(new Place.InFlat(new Flat(Flat.Kind.SLOT, slot), segment.offset()));
  }

  private TensorType leafType(String path) {
    FoveaException.check(
        state.isLeaf(path),
        "no graph of this session has state called '%s', only %s",
        path,
        state.paths());
    return state.type(path);
  }

  private TensorType slotType(String path) {
    long elements = 0;
    for (Segment segment : state.segments(state.groupOf(path))) {
      elements += state.type(segment.path()).elements();
    }
    return new TensorType(DType.F32, Shape.of(Math.toIntExact(elements)));
  }

  @Override
  public long stateBytes() {
    return state.bytes();
  }

  Engine engine() {
    return engine;
  }

  Worker worker() {
    return worker;
  }

  StateStore state() {
    return state;
  }

  /** Changes whenever the state may have: executables then compute their prologue again. */
  long version() {
    return version;
  }

  void stateChanged() {
    version++;
  }

  void forget(OnednnExecutable executable) {
    executables.remove(executable);
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the session is closed");
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    worker.run(
        () -> {
          List.copyOf(executables).forEach(OnednnExecutable::free);
          executables.clear();
          state.close();
          engine.close();
        });
    workers.giveBack(worker);
  }
}
