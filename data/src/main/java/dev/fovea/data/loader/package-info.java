// SPDX-License-Identifier: Apache-2.0
/**
 * Batches: {@link dev.fovea.data.loader.Loader} turns a dataset into {@link
 * dev.fovea.data.loader.Batch}es of floats, on worker threads, ahead of their use.
 *
 * <p>Invariants: what a batch holds is a function of (dataset, options, epoch, batch index) and
 * never of the number of threads; the set of batch buffers is fixed when the loader opens, so an
 * epoch allocates next to nothing.
 */
package dev.fovea.data.loader;
