// SPDX-License-Identifier: Apache-2.0
package dev.fovea.backend;

import java.util.List;

/**
 * A compiled graph: a fixed list of kernels bound to planned memory. A run allocates, looks up and
 * branches on nothing. One caller at a time; the owner closes it, or its session does.
 */
public interface Executable extends AutoCloseable {
  /** The port of the graph's input of that path. */
  Port input(String path);

  /** The port of the graph's output of that name. */
  Port output(String name);

  /** Computes all outputs from the inputs, then applies the updates. */
  void run();

  /** The kernels in the order they run. */
  List<Kernel> kernels();

  /** As {@link #run}, and says how many nanoseconds each of {@link #kernels} took. */
  long[] runProfiled();

  Footprint footprint();

  /**
   * Fills all memory that does not survive from run to run with NaN; a sound plan gives the same
   * results after it.
   */
  void poison();

  @Override
  void close();

  /**
   * One kernel of an executable.
   *
   * @param path model path of the node it computes
   * @param op the node's op, with what is fused to it ({@code conv2d+relu}); {@code reorder} for a
   *     change of layout
   * @param implementation the name the backend's library gives it
   */
  record Kernel(String path, String op, String implementation) {}

  /**
   * Native bytes of one executable.
   *
   * @param arena planned memory: activations, gradients, scratch; one allocation
   * @param unplanned what the arena would take if no two values shared memory
   */
  record Footprint(long arena, long unplanned) {}
}
