// SPDX-License-Identifier: Apache-2.0
/**
 * What every compiling backend shares: rewriting of graphs and planning of memory.
 *
 * <p>{@code Graph -> Pass -> ... -> Graph -> (backend: kernels and layouts) -> Region ->
 * MemoryPlan}. A {@link dev.fovea.compile.Pass} is a pure function of graphs; a {@link
 * dev.fovea.compile.Rewrite} is one local pattern, driven to its fixpoint by {@link
 * dev.fovea.compile.RewritePass}. Fusions come after differentiation and make {@link
 * dev.fovea.op.Fused} ops, which {@link dev.fovea.compile.ExpandFused} undoes. No pass enumerates
 * ops: where it would want to, the op lacks a trait.
 */
package dev.fovea.compile;
