// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.metric;

/**
 * How well a model does on a dataset.
 *
 * @param loss mean cross-entropy
 * @param accuracy share of images whose largest logit is at their label
 * @param images how many there were
 */
public record Score(double loss, double accuracy, long images) {}
