// SPDX-License-Identifier: Apache-2.0
/**
 * The one protocol between training and all who watch it: {@link dev.fovea.train.event.TrainEvent}.
 *
 * <p>{@code RunStarted (StepEnded* EpochEnded CheckpointDue)* RunEnded}, with a {@code
 * CheckpointDue} also in between, and {@code RunFailed} at any place as the last one. Events come
 * on the training thread, one after the other; what a listener throws ends the run.
 */
package dev.fovea.train.event;
