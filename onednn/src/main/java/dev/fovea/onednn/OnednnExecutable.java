// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.backend.Executable;
import dev.fovea.backend.Port;
import dev.fovea.compile.MemoryPlan;
import dev.fovea.ir.Graph;
import dev.fovea.onednn.StateStore.Spot;
import dev.fovea.onednn.Step.Body;
import dev.fovea.onednn.dnnl.Call;
import dev.fovea.onednn.dnnl.NativeMemory;
import dev.fovea.onednn.dnnl.Operand;
import dev.fovea.onednn.dnnl.Primitive;
import dev.fovea.tensor.FoveaException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A schedule bound to memory. */
final class OnednnExecutable implements Executable {
  private static final byte NAN = (byte) 0xff;

  private final OnednnSession session;
  private final boolean updates;
  private final NativeMemory arena;
  private final MemoryPlan plan;
  private final List<Runnable> prologue = new ArrayList<>();
  private final List<Runnable> body = new ArrayList<>();
  private final List<Kernel> kernels = new ArrayList<>();
  private final List<AutoCloseable> owned = new ArrayList<>();
  private final Map<String, Port> inputs = new LinkedHashMap<>();
  private final Map<String, Port> outputs = new LinkedHashMap<>();
  private final List<ArenaPort> inputPorts = new ArrayList<>();
  private long prologueVersion = -1;
  private boolean closed;

  /** Allocates and binds; must be called on the worker. */
  OnednnExecutable(OnednnSession session, Graph graph, Schedule schedule) {
    this.session = session;
    this.updates = !graph.updates().isEmpty();
    this.plan = schedule.plan();
    this.arena = session.engine().allocate(plan.bytes());
    for (int i = 0; i < schedule.steps().size(); i++) {
      bind(schedule, i);
    }
    schedule
        .inputs()
        .forEach(
            (path, end) -> {
              ArenaPort port = port(path, end);
              inputs.put(path, port);
              inputPorts.add(port);
            });
    schedule.outputs().forEach((name, end) -> outputs.put(name, port(name, end)));
  }

  private ArenaPort port(String name, Schedule.Ended end) {
    Spot spot = spot(end.placed().place());
    int bytes = Math.toIntExact(end.type().bytes());
    return new ArenaPort(this, name, end.type(), spot.memory().bytes(spot.offset(), bytes));
  }

  private void bind(Schedule schedule, int index) {
    Step step = schedule.steps().get(index);
    if (step.body() instanceof Body.Native n) {
      owned.add(n.primitive());
    }
    if (schedule.isVoid(step)) {
      return;
    }
    Runnable bound =
        step.body() instanceof Body.Native n
            ? call(n.primitive(), step)
            : host(((Body.Host) step.body()).kernel(), step);
    if (schedule.isPrologue(index)) {
      prologue.add(bound);
    } else {
      body.add(bound);
      kernels.add(step.kernel());
    }
  }

  private Runnable call(Primitive primitive, Step step) {
    List<Operand> operands = new ArrayList<>();
    for (Step.Operand o : step.operands()) {
      long address = spot(o.placed().place()).address();
      operands.add(new Operand(o.arg(), o.placed().desc(), address));
    }
    Call call = primitive.bind(session.engine(), operands);
    owned.add(0, call);
    return call::run;
  }

  private Runnable host(Step.HostKernel kernel, Step step) {
    List<ByteBuffer> buffers = new ArrayList<>();
    for (Step.Operand o : step.operands()) {
      Spot spot = spot(o.placed().place());
      buffers.add(spot.memory().bytes(spot.offset(), Math.toIntExact(o.placed().desc().bytes())));
    }
    return kernel.bind(buffers);
  }

  private Spot spot(Place place) {
    return place instanceof Place.Planned p
        ? new Spot(arena, plan.offsets().get(p.region()) + p.offset())
        : session.state().spot(place);
  }

  @Override
  public Port input(String path) {
    return port(inputs, path, "input");
  }

  @Override
  public Port output(String name) {
    return port(outputs, name, "output");
  }

  private static Port port(Map<String, Port> ports, String name, String kind) {
    Port port = ports.get(name);
    FoveaException.check(
        port != null, "the graph has no %s '%s', only %s", kind, name, ports.keySet());
    return port;
  }

  @Override
  public void run() {
    requireOpen();
    session
        .worker()
        .run(
            () -> {
              freshen();
              for (int i = 0; i < body.size(); i++) {
                body.get(i).run();
              }
              finish();
            });
  }

  private void freshen() {
    if (prologueVersion < 0 || !updates && prologueVersion != session.version()) {
      prologue.forEach(Runnable::run);
      prologueVersion = session.version();
    }
  }

  private void finish() {
    if (updates) {
      session.stateChanged();
    }
  }

  @Override
  public long[] runProfiled() {
    requireOpen();
    return session
        .worker()
        .call(
            () -> {
              freshen();
              long[] nanos = new long[body.size()];
              for (int i = 0; i < nanos.length; i++) {
                long start = System.nanoTime();
                body.get(i).run();
                nanos[i] = System.nanoTime() - start;
              }
              finish();
              return nanos;
            });
  }

  @Override
  public List<Kernel> kernels() {
    return List.copyOf(kernels);
  }

  @Override
  public Footprint footprint() {
    return new Footprint(plan.bytes(), plan.unplanned());
  }

  @Override
  public void poison() {
    requireOpen();
    session
        .worker()
        .run(
            () -> {
              List<byte[]> kept = inputPorts.stream().map(ArenaPort::save).toList();
              for (long at = 0; at < arena.bytes(); at += 1 << 20) {
                ByteBuffer piece = arena.bytes(at, (int) Math.min(1 << 20, arena.bytes() - at));
                while (piece.hasRemaining()) {
                  piece.put(NAN);
                }
              }
              for (int i = 0; i < kept.size(); i++) {
                inputPorts.get(i).restore(kept.get(i));
              }
              prologueVersion = -1;
            });
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the executable is closed");
    }
    session.requireOpen();
  }

  /** Gives everything back; must be called on the worker. */
  void free() {
    if (closed) {
      return;
    }
    closed = true;
    for (AutoCloseable resource : owned) {
      try {
        resource.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    arena.close();
  }

  @Override
  public void close() {
    if (!closed) {
      session.worker().run(this::free);
      session.forget(this);
    }
  }
}
