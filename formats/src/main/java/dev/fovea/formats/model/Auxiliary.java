// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats.model;

import dev.fovea.tensor.Shape;

/**
 * A part that only training computes. Inference has its parameters, so that the same weights fit.
 *
 * @param entry the value its layers begin with
 * @param input the map its parameters are made for, [C,H,W]; null for whatever there is
 * @param first how many layers stand before it
 */
record Auxiliary(int entry, Shape input, int first) {}
