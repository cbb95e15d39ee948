// SPDX-License-Identifier: Apache-2.0
/**
 * Pixels: decoding files ({@link dev.fovea.data.image.ImageFiles}), converting colours and resizing
 * ({@link dev.fovea.data.image.Resizer} with a {@link dev.fovea.data.image.Resample} filter).
 *
 * <p>Invariant: resizing and the grey conversion give Pillow's bytes exactly, so that a model
 * trained elsewhere sees the same input here.
 */
package dev.fovea.data.image;
