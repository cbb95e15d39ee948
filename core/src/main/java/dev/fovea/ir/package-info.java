// SPDX-License-Identifier: Apache-2.0
/**
 * The one intermediate representation: {@link dev.fovea.ir.Graph}, an immutable list of {@link
 * dev.fovea.ir.Node}s in topological order. Model, gradient, fusion and memory plan all read and
 * write it.
 *
 * <p>{@code GraphBuilder -> Graph -> GraphText}. Invariants: a graph is verified when it is built;
 * equal text means equal graph; {@link dev.fovea.ir.GraphText#print} and {@link
 * dev.fovea.ir.GraphText#parse} are inverse; a {@link dev.fovea.ir.GraphBuilder} is the only
 * mutable object.
 */
package dev.fovea.ir;
