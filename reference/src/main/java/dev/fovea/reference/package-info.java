// SPDX-License-Identifier: Apache-2.0
/**
 * The oracle: an interpreter of graphs with one plain kernel per op, in double, and nothing clever.
 * Every other backend is compared with it, and gradients are checked on it.
 *
 * <p>Read {@link dev.fovea.reference.ReferenceKernel} and {@link
 * dev.fovea.reference.ConvolutionKernels} first. {@code Graph -> ReferenceSession.compile -> list
 * of bound kernels -> run}. Invariants: a value is a dense row-major {@code double[]} of its own,
 * never shared; a kernel writes every element of its results and nothing else; in {@code f32} each
 * result is rounded to float once its kernel is done, in {@code f64} never.
 */
package dev.fovea.reference;
