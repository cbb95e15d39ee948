// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.data.Dataset;
import dev.fovea.data.loader.Loader;
import dev.fovea.nn.Mode;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.recipe.Recipe;

/** The loaders of a job. */
final class Loaders {
  private Loaders() {}

  /** Of the training set, in random order. */
  static Loader training(Job job) {
    Dataset data = job.data().train();
    return new Loader(
        data,
        job.recipe()
            .training()
            .least(leastBatch(job, data))
            .threads(job.compute().loaderThreads()));
  }

  /** Of the test set. */
  static Loader measuring(Job job) {
    Recipe recipe = job.recipe();
    return new Loader(
        job.data().test(), recipe.measuring(recipe.batch()).threads(job.compute().loaderThreads()));
  }

  /**
   * Images that the last batch of an epoch must hold: 2 where the network normalises each channel
   * over the batch alone, which one image does not allow; that image is left out of the epoch, and
   * since the order is another one each time, it is another image each time.
   */
  private static int leastBatch(Job job, Dataset data) {
    int batch = job.recipe().batch();
    if (batch == 1 || data.size() <= batch || data.size() % batch != 1) {
      return 1;
    }
    try {
      job.network().trace(1, Mode.TRAIN);
      return 1;
    } catch (FoveaException e) {
      return 2;
    }
  }
}
