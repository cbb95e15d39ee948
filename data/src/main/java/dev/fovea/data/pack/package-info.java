// SPDX-License-Identifier: Apache-2.0
/**
 * Image files decoded once: {@link dev.fovea.data.pack.Packing} brings every picture of a dataset
 * to one size and keeps the bytes in memory, or in a file that is mapped into it.
 *
 * <p>Invariants: a packed dataset gives the bytes that decoding and fitting would give; a pack file
 * appears under its name whole or not at all, and its name is a digest of the images' content,
 * their size and how they are fitted, so it is never out of date.
 */
package dev.fovea.data.pack;
