// SPDX-License-Identifier: Apache-2.0
/**
 * Every kind of computation as a record of one sealed interface, {@link dev.fovea.op.Op}: its
 * {@code permits} list is the table of contents.
 *
 * <p>An op holds what is true on paper: result types, MACs, gradient, window. What is true on a
 * machine (kernels, layouts) stands in tables keyed by op class elsewhere ({@link
 * dev.fovea.op.OpTable}). Records are value-equal and hold no arrays, so common subexpressions,
 * caching and golden texts come for free. A gradient rule sees values only through {@link
 * dev.fovea.op.Adjoint}. Fused ops are made after differentiation and can be expanded again.
 */
package dev.fovea.op;
