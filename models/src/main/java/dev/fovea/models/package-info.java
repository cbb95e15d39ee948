// SPDX-License-Identifier: Apache-2.0
/**
 * The zoo: every network of the study notes, a family a file.
 *
 * <p>Read {@link dev.fovea.models.Zoo} (the list) and {@link dev.fovea.models.LeNet} (the pattern:
 * a record of the family's options that builds a {@link dev.fovea.nn.Block}). Invariants: parameter
 * paths, order and shapes are torchvision's where torchvision has the model; input channels and
 * size are read from the input when tracing; an entry holds no weights.
 */
package dev.fovea.models;
