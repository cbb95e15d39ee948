// SPDX-License-Identifier: Apache-2.0
/**
 * Image files as a dataset. {@link dev.fovea.data.listing.ImageList} is the list of files with
 * class and part; it comes from folders ({@code FolderScan}) or from a CSV table ({@code
 * ImageTable}), and can be written as one, so that a run keeps the parts it was made with. {@link
 * dev.fovea.data.listing.PictureDataset} decodes what the list names.
 *
 * <p>Invariants: a list is sorted by path and classes by name, so it does not depend on the order
 * in which a file system answers; which image is held out is a function of (seed, class, path).
 */
package dev.fovea.data.listing;
