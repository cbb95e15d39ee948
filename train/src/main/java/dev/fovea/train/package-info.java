// SPDX-License-Identifier: Apache-2.0
/**
 * Training: {@link dev.fovea.train.Trainer} runs a compiled step over batches and tells listeners
 * what happens.
 *
 * <pre>
 * Job -> Trainer -> TrainEvent -> listeners (progress, files, plots)
 *          |  ^
 *          v  |  one Session: step at the full batch, step at the last one, evaluation graphs
 *        StepProgram, Evaluator
 * </pre>
 *
 * <p>Read {@link dev.fovea.train.Job} and {@link dev.fovea.train.Trainer}, then {@code
 * event.TrainEvent}. Invariants: the trainer prints nothing and saves nothing; a run is a function
 * of its job, so a run that goes on from a checkpoint ends with the same bits as one that was never
 * interrupted; a step allocates no more than its event.
 */
package dev.fovea.train;
