// SPDX-License-Identifier: Apache-2.0
/**
 * What can be said about a network on paper: parameters, multiplications, shapes, receptive fields,
 * activation memory. Functions over a {@link dev.fovea.ir.Graph} that return records; nothing is
 * run.
 *
 * <p>Read {@link dev.fovea.analysis.Summary} first: it joins the others into the table people see.
 * Invariants: an analysis knows no op by name where a trait of {@link dev.fovea.op.Op} tells it
 * enough; counts are of one image unless they say otherwise.
 */
package dev.fovea.analysis;
