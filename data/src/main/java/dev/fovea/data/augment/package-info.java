// SPDX-License-Identifier: Apache-2.0
/**
 * What happens to training images at random (notes T50), and how samples are normalised.
 *
 * <p>Read {@link dev.fovea.data.augment.Augmentation}, the list of what is done, then {@link
 * dev.fovea.data.augment.Transform}. Invariants: every draw comes from a {@link
 * dev.fovea.data.augment.Dice} and so is a function of (seed, epoch, index of the image, place in
 * the list); order of work, threads and interruptions change nothing.
 */
package dev.fovea.data.augment;
