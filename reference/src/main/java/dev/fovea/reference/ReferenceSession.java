// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.backend.Executable;
import dev.fovea.backend.Precision;
import dev.fovea.backend.Session;
import dev.fovea.ir.Graph;
import dev.fovea.ir.Node;
import dev.fovea.op.Op;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** State by path, shared by the executables compiled here. */
final class ReferenceSession implements Session {
  private final Precision precision;
  private final ReferenceKernels kernels = new ReferenceKernels();
  private final Map<String, Array> state = new LinkedHashMap<>();
  private final List<Executable> executables = new ArrayList<>();
  private boolean open = true;

  ReferenceSession(Precision precision) {
    this.precision = precision;
  }

  @Override
  public Executable compile(Graph graph) {
    requireOpen();
    // All types are checked before any state comes to be, so a refused graph leaves no trace.
    for (Node node : graph.leaves(Op.Stateful.class)) {
      Op.Leaf leaf = (Op.Leaf) node.op();
      Array held = state.get(leaf.path());
      check(
          held == null || held.type.equals(leaf.type()),
          "%s: the session holds %s but graph %s expects %s",
          leaf.path(),
          held == null ? "" : held.type,
          graph.name(),
          leaf.type());
    }
    for (Node node : graph.leaves(Op.Stateful.class)) {
      Op.Leaf leaf = (Op.Leaf) node.op();
      state.computeIfAbsent(leaf.path(), path -> new Array(leaf.type()));
    }
    Executable executable = new ReferenceExecutable(graph, state, kernels, precision);
    executables.add(executable);
    return executable;
  }

  /** Every value has an array of its own, so the sum of their sizes says it all. */
  @Override
  public Executable.Footprint plan(Graph graph) {
    long bytes = 0;
    for (Node node : graph.nodes()) {
      for (TensorType type : node.types()) {
        bytes = Math.addExact(bytes, Double.BYTES * type.elements());
      }
    }
    return new Executable.Footprint(bytes, bytes);
  }

  @Override
  public Set<String> paths() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(state.keySet()));
  }

  @Override
  public Tensor read(String path) {
    return held(path).get(precision);
  }

  @Override
  public void write(String path, Tensor value) {
    held(path).set(path, value, precision);
  }

  private Array held(String path) {
    requireOpen();
    Array array = state.get(path);
    check(array != null, "the session holds no state '%s', only %s", path, state.keySet());
    return array;
  }

  @Override
  public long stateBytes() {
    return state.values().stream().mapToLong(Array::bytes).sum();
  }

  private void requireOpen() {
    if (!open) {
      throw new IllegalStateException("the session is closed");
    }
  }

  @Override
  public void close() {
    open = false;
    executables.forEach(Executable::close);
    executables.clear();
    state.clear();
  }
}
