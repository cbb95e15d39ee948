// SPDX-License-Identifier: Apache-2.0
/**
 * What is measured on the host from logits and labels: {@link dev.fovea.train.metric.Logits} has
 * the formulas, {@link dev.fovea.train.metric.Score} the result over a dataset.
 *
 * <p>Everything here is plain arithmetic in double over a batch's arrays and allocates nothing.
 */
package dev.fovea.train.metric;
