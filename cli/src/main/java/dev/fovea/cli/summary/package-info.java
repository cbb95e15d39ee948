// SPDX-License-Identifier: Apache-2.0
/**
 * {@code fovea summary}: a network as a table, as a drawing, as a file, and what memory it takes.
 *
 * <p>Read {@link dev.fovea.cli.summary.SummaryCommand} first. Invariant: what is counted comes from
 * {@link dev.fovea.analysis}, what memory it takes from a backend's own plan; nothing is estimated
 * here.
 */
package dev.fovea.cli.summary;
