// SPDX-License-Identifier: Apache-2.0
/**
 * All that a run is between two steps: {@link dev.fovea.train.state.Checkpoint}, which is {@link
 * dev.fovea.train.state.Progress} and tensors, and its file.
 *
 * <p>Invariants: records only; a checkpoint that was read back equals the one written, bit by bit,
 * so that going on from it changes nothing.
 */
package dev.fovea.train.state;
