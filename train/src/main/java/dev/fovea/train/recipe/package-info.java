// SPDX-License-Identifier: Apache-2.0
/**
 * How to train, apart from what: {@link dev.fovea.train.recipe.Recipe} is the data, and the other
 * types are what it stands for: how parameters start, the loss, the optimiser, the learning rate
 * over time.
 *
 * <p>Losses and optimisers emit ops, so they are compiled with the model and run inside the step;
 * only the few numbers that change from step to step are given at run time.
 */
package dev.fovea.train.recipe;
