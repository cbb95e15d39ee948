// SPDX-License-Identifier: Apache-2.0
/**
 * The report of a run as one HTML file: {@link dev.fovea.report.page.Page} says what is on it,
 * {@code Html} makes the pieces and escapes all text, {@code Style} is how it looks.
 *
 * <p>Invariant: the file holds everything it shows; it has no script and asks no server.
 */
package dev.fovea.report.page;
