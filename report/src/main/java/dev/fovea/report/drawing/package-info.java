// SPDX-License-Identifier: Apache-2.0
/**
 * Networks as pictures: {@link dev.fovea.report.drawing.NetworkDrawing} turns a graph into SVG.
 *
 * <p>{@code Graph -> Boxes (layers with what follows them) -> Ranks (rows, and the place of each
 * box and passing line within its row) -> Columns (x) -> NetworkDrawing (SVG)}. Read them in that
 * order. Invariants: boxes of a row never overlap; a line that passes a row has a place of its own
 * there, so it runs beside the boxes and not behind them; equal graphs give equal pictures.
 */
package dev.fovea.report.drawing;
