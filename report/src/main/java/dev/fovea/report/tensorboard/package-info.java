// SPDX-License-Identifier: Apache-2.0
/**
 * Event files for TensorBoard, written by hand: {@link dev.fovea.report.tensorboard.TensorBoard}
 * listens to a run, {@code Events} makes messages of what it hears, {@code Message} encodes them,
 * {@code EventFile} frames them.
 *
 * <p>Invariants: a file is valid after every record; writing allocates no more than its records.
 */
package dev.fovea.report.tensorboard;
