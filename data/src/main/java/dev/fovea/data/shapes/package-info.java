// SPDX-License-Identifier: Apache-2.0
/**
 * A dataset that needs no file: {@link dev.fovea.data.shapes.ShapesDataset} draws {@link
 * dev.fovea.data.shapes.Figure}s. Invariant: every image is a function of (seed, part, index).
 */
package dev.fovea.data.shapes;
