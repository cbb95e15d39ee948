// SPDX-License-Identifier: Apache-2.0
/**
 * Labelled images, from where they lie to batches of floats.
 *
 * <p>Read {@link dev.fovea.data.Dataset} first, then {@code catalogue.Catalogue} (how a name
 * becomes a dataset), {@code listing.ImageList} (how files do) and {@code loader.Loader} (how a
 * dataset becomes batches).
 *
 * <pre>
 * name  -> Catalogue ------------+
 *                                 +-> DatasetSplits -> Dataset -> Loader -> Batch
 * files -> ImageList -> Packing --+                               (float [N,C,H,W], labels)
 * </pre>
 *
 * <p>Invariants: a dataset is immutable and safe to read from any thread; pixels are unsigned bytes
 * until the loader turns them into floats, in channel, row, column order unless {@link
 * dev.fovea.data.ImageBytes} says where they lie; whatever is random is a function of (seed, epoch,
 * index).
 */
package dev.fovea.data;
