// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.autodiff.Loss;

/**
 * How a model is trained; with the model, the data and the machine it decides every bit of the
 * result.
 *
 * @param epochs passes over the training set
 * @param batch images in a step; the last step of an epoch may have fewer
 * @param lr learning rate
 * @param momentum of SGD; 0 is plain SGD
 * @param seed decides the starting weights and the order of the images
 * @param init how weights start
 * @param size rows and columns images are resized to; 0 leaves them as they are
 */
public record Recipe(
    int epochs, int batch, double lr, double momentum, long seed, InitRecipe init, int size) {
  public Recipe {
    check(epochs >= 1, "epochs must be at least 1, was %d", epochs);
    check(batch >= 1, "batch must be at least 1, was %d", batch);
    check(lr > 0 && Double.isFinite(lr), "lr must be a positive number, was %s", lr);
    check(momentum >= 0 && momentum < 1, "momentum must be from 0 to below 1, was %s", momentum);
    check(init != null, "init must be given");
    check(size >= 0, "size must be 0 or more, was %d", size);
  }

  /**
   * The notes' way (T46-T48, T60): plain SGD, Xavier-uniform weights, seed 0, images as they are.
   */
  public static Recipe of(int epochs, int batch, double lr) {
    return new Recipe(epochs, batch, lr, 0, 0, InitRecipe.XAVIER_UNIFORM, 0);
  }

  public Recipe epochs(int other) {
    return new Recipe(other, batch, lr, momentum, seed, init, size);
  }

  public Recipe batch(int other) {
    return new Recipe(epochs, other, lr, momentum, seed, init, size);
  }

  public Recipe lr(double other) {
    return new Recipe(epochs, batch, other, momentum, seed, init, size);
  }

  public Recipe momentum(double other) {
    return new Recipe(epochs, batch, lr, other, seed, init, size);
  }

  public Recipe seed(long other) {
    return new Recipe(epochs, batch, lr, momentum, other, init, size);
  }

  public Recipe init(InitRecipe other) {
    return new Recipe(epochs, batch, lr, momentum, seed, other, size);
  }

  public Recipe size(int other) {
    return new Recipe(epochs, batch, lr, momentum, seed, init, other);
  }

  public Optimizer optimizer() {
    return new Sgd(momentum);
  }

  public Loss loss() {
    return CrossEntropy.ofClasses();
  }

  public Schedule schedule() {
    return Schedule.constant(lr);
  }
}
