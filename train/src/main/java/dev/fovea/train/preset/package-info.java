// SPDX-License-Identifier: Apache-2.0
/**
 * Recipes as text: what options and YAML files say, and the recipes that come with Fovea.
 *
 * <p>Read {@link dev.fovea.train.preset.Keys}, the table of all settings, then {@link
 * dev.fovea.train.preset.Sheet}, some of them with where they were given, and {@link
 * dev.fovea.train.preset.Presets}. Invariants: every mistake is one line that names the option, or
 * the file and the line in it; settings are checked together, so their order does not matter.
 */
package dev.fovea.train.preset;
