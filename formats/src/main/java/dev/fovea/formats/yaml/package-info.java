// SPDX-License-Identifier: Apache-2.0
/**
 * YAML from people, with the line of every piece, so that whoever reads a file can say where it is
 * wrong. Invariants: no anchors, aliases and tags; depth and size are bounded.
 */
package dev.fovea.formats.yaml;
