// SPDX-License-Identifier: Apache-2.0
/**
 * What is measured on the host from logits and labels: {@link dev.fovea.train.metric.Logits} has
 * the formulas of every step, {@link dev.fovea.train.metric.Score} what an epoch comes to, {@link
 * dev.fovea.train.metric.Assessment} all that is said about a network in the end.
 *
 * <pre>
 * logits, labels -> Predictions -> Confusion, RocAuc, Calibration, Interval -> Assessment
 * </pre>
 *
 * <p>Everything here is plain arithmetic in double; {@code Logits} allocates nothing. Definitions
 * are scikit-learn's, and tests hold them to its numbers.
 */
package dev.fovea.train.metric;
