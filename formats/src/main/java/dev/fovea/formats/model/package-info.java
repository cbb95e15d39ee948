// SPDX-License-Identifier: Apache-2.0
/**
 * Networks in YAML files: {@link dev.fovea.formats.model.ModelFile} reads one, {@link
 * dev.fovea.formats.model.ModelText} writes any traced network as one.
 *
 * <p>{@code text -> YamlTree -> Expansion (repeats, branches, residuals become plain layers) ->
 * Layer ... -> Block}, and back {@code Graph -> LayerWriters -> text}. {@link
 * dev.fovea.formats.model.LayerKinds} lists what a layer can be.
 *
 * <p>Invariants: a file is data from strangers, so its size, depth, names and numbers are bounded
 * before they decide anything, and aliases are refused; whatever is wrong is one line that names
 * file, line and layer; what is written reads back to an equal graph, for training and inference.
 */
package dev.fovea.formats.model;
