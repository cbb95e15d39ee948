// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.backend.Backend;

/**
 * What computes.
 *
 * @param backend runs the graphs
 * @param options threads of its kernels, and precision
 * @param loaderThreads threads that prepare batches; 0 prepares them between steps
 * @param memory bytes that a job may take of it outside the Java heap
 * @param heap bytes that its loaders may take inside
 */
public record Compute(
    Backend backend, Backend.Options options, int loaderThreads, long memory, long heap) {
  public Compute {
    check(loaderThreads >= 0, "loader threads must be 0 or more, was %d", loaderThreads);
    check(memory >= 0, "memory must be 0 or more bytes, was %d", memory);
    check(heap >= 0, "heap must be 0 or more bytes, was %d", heap);
  }

  /** With as much of the Java heap as is asked for. */
  public Compute(Backend backend, Backend.Options options, int loaderThreads, long memory) {
    this(backend, options, loaderThreads, memory, Long.MAX_VALUE);
  }

  /** With as much memory as is asked for. */
  public Compute(Backend backend, Backend.Options options, int loaderThreads) {
    this(backend, options, loaderThreads, Long.MAX_VALUE);
  }
}
