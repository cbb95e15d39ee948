// SPDX-License-Identifier: Apache-2.0
/**
 * The study notes as a laboratory: {@code cost} compares ways to build a layer, {@code filter} puts
 * a kernel over a picture or a matrix, {@code receptive-field} tells what a unit sees.
 *
 * <p>Read {@link dev.fovea.cli.lab.CostCommand} first. Invariant: no formula of a layer stands
 * here. Numbers come from traced blocks and {@link dev.fovea.analysis}, pixels from a convolution
 * run by a backend, so what is shown is what a network of the zoo would do.
 */
package dev.fovea.cli.lab;
