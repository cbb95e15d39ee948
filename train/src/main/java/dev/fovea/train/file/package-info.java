// SPDX-License-Identifier: Apache-2.0
/**
 * Files that are whole or absent: {@link dev.fovea.train.file.AtomicFile} and, for what stands
 * around them, {@link dev.fovea.train.file.Folders}.
 *
 * <p>Invariant: whatever fails here is a {@link dev.fovea.tensor.FoveaException} of one line that
 * names the path and the reason.
 */
package dev.fovea.train.file;
