// SPDX-License-Identifier: Apache-2.0
/**
 * How users write models: a {@link dev.fovea.nn.Block} is a function {@code (Scope, Value) ->
 * Value}, and {@link dev.fovea.nn.Trace} runs it once to get a graph.
 *
 * <p>Start with {@link dev.fovea.nn.Blocks} and {@link dev.fovea.nn.Activations}, the vocabulary.
 * Invariants: blocks are immutable and own no weights; parameters are named by the {@link
 * dev.fovea.nn.Scope} they are asked for in; input channels are inferred from the value; training
 * or inference is chosen when tracing ({@link dev.fovea.nn.Mode}), so there is no flag at run time.
 */
package dev.fovea.nn;
