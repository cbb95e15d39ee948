// SPDX-License-Identifier: Apache-2.0
/**
 * The IDX format of MNIST and its successors: {@link dev.fovea.data.idx.IdxFile} reads one file,
 * {@link dev.fovea.data.idx.IdxPair} joins images with labels.
 *
 * <p>Invariant: nothing a header claims is believed before the file's length, or its unpacked
 * bytes, bear it out; so a hostile file costs memory in proportion to its own content.
 */
package dev.fovea.data.idx;
