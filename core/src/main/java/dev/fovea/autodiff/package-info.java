// SPDX-License-Identifier: Apache-2.0
/**
 * Reverse-mode differentiation of graphs: {@link dev.fovea.autodiff.Gradients} walks backward and
 * asks each op for its gradient rule; {@link dev.fovea.autodiff.TrainingStep} joins forward, loss,
 * gradients and the optimiser's update into one graph.
 *
 * <p>Differentiation knows no op by name except the addition that joins gradients. It comes before
 * any fusion.
 */
package dev.fovea.autodiff;
