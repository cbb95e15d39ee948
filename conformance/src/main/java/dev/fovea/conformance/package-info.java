// SPDX-License-Identifier: Apache-2.0
/**
 * The kit that decides what is right: gradient checks, and every backend against the reference. If
 * a backend passes it, every model works on it; if not, the kit has a hole to be closed.
 *
 * <p>A backend subclasses {@link dev.fovea.conformance.BackendConformance} in its tests and names
 * itself; that is all. {@link dev.fovea.conformance.ModelConformance} does the same with whole
 * networks. An op adds an {@link dev.fovea.conformance.OpCase} list to {@link
 * dev.fovea.conformance.OpCases}. {@code OpCase or RandomGraphs -> Experiment -> results on a
 * backend and on the reference -> compared within Bounds}. Invariants: every number is a function
 * of a printed seed; a failure prints the graph's text, which parses back; the reference computes
 * in double, and bounds come from magnitudes and reduction lengths, never from a table of
 * exceptions.
 */
package dev.fovea.conformance;
