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
 */
public record Compute(Backend backend, Backend.Options options, int loaderThreads) {
  public Compute {
    check(loaderThreads >= 0, "loader threads must be 0 or more, was %d", loaderThreads);
  }
}
