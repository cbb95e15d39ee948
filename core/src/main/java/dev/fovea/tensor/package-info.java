// SPDX-License-Identifier: Apache-2.0
/**
 * What is known about data before anything is computed: element types, shapes, sliding windows,
 * host tensors, initialisers and counter-based random numbers.
 *
 * <p>Read {@link dev.fovea.tensor.Shape}, {@link dev.fovea.tensor.TensorType} and {@link
 * dev.fovea.tensor.Window} first. Invariants: everything but {@link dev.fovea.tensor.Tensor}'s
 * array is immutable and value-equal; users see logical NCHW; every formula for output sizes and
 * receptive fields stands in {@link dev.fovea.tensor.Axis} and nowhere else.
 */
package dev.fovea.tensor;
