// SPDX-License-Identifier: Apache-2.0
package dev.fovea.backend;

import dev.fovea.ir.Graph;
import dev.fovea.ir.Weights;
import dev.fovea.tensor.Tensor;
import java.util.Set;

/**
 * State and the executables that share it: a training step, the same step for the last partial
 * batch and an evaluation graph all read the same parameters by path.
 *
 * <p>A stateful leaf comes to be, as zeros, when the first graph that mentions it is compiled; that
 * graph also decides its layout, so the graph that matters most is compiled first. Not thread-safe:
 * one caller at a time.
 */
public interface Session extends AutoCloseable {
  /**
   * Compiles a graph; every mistake a user could have made is reported here, before the first run.
   */
  Executable compile(Graph graph);

  /**
   * What {@link #compile} would take for a graph, without taking it and without an executable.
   * State that the graph is the first to mention comes to be all the same.
   */
  Executable.Footprint plan(Graph graph);

  /** Paths of the state held so far, in order. */
  Set<String> paths();

  /**
   * A copy of a parameter, buffer or slot, in logical order. A slot comes in the order of its
   * {@code Pack}.
   */
  Tensor read(String path);

  /** Sets a parameter, buffer or slot; the type must be that of the leaf. */
  void write(String path, Tensor value);

  /** Bytes of native memory held by the state. */
  long stateBytes();

  /** Writes every tensor of {@code weights}. */
  default void write(Weights weights) {
    weights.tensors().forEach(this::write);
  }

  /** Gives everything back, the executables too. */
  @Override
  void close();
}
