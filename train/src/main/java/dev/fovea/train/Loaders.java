// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.data.Dataset;
import dev.fovea.data.loader.Loader;
import dev.fovea.data.loader.LoaderOptions;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.recipe.Progression;
import dev.fovea.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;

/** The loaders of a job, each with threads of its own until it is closed. */
final class Loaders implements AutoCloseable {
  private final List<Loader> opened = new ArrayList<>();
  private final Progression progression;
  private final Loader full;
  private final Loader starting;
  private final Loader test;

  /** Opens what the job needs. */
  Loaders(Job job) {
    // A loader refuses a batch that no array could hold, and no batch has more than there is.
    Recipe recipe = job.recipe().batch(job.fullBatch());
    Dataset judge = job.data().test();
    int tested = Math.min(job.recipe().batch(), judge.size());
    Dataset train = job.data().train();
    int threads = job.compute().loaderThreads();
    int least = leastBatch(job, train);
    progression = recipe.progression();
    try {
      full = open(train, recipe.training().least(least).threads(threads));
      starting =
          progression.isSmall(0)
              ? open(train, recipe.starting().least(least).threads(threads))
              : full;
      test = open(judge, recipe.measuring(tested).threads(threads));
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private Loader open(Dataset data, LoaderOptions options) {
    Loader loader = new Loader(data, options);
    opened.add(loader);
    return loader;
  }

  /** Of the training set, in random order, at the size that an epoch, from 0, trains on. */
  Loader train(int epoch) {
    return progression.isSmall(epoch) ? starting : full;
  }

  /** Of the training set at full size. */
  Loader train() {
    return full;
  }

  /** Of the test set. */
  Loader test() {
    return test;
  }

  /** Batches in an epoch of training, whatever its size. */
  int batches() {
    return full.batches();
  }

  @Override
  public void close() {
    opened.forEach(Loader::close);
  }

  /**
   * Images that the last batch of an epoch must hold: 2 where the network normalises each channel
   * over the batch alone, which one image does not allow; that image is left out of the epoch, and
   * since the order is another one each time, it is another image each time. One number for both
   * sizes of images, since the maps of the smaller ones may shrink to one pixel, and epochs are to
   * have equally many steps.
   */
  private static int leastBatch(Job job, Dataset data) {
    int batch = job.recipe().batch();
    if (batch == 1 || data.size() <= batch || data.size() % batch != 1) {
      return 1;
    }
    try {
      StepGraphs.full(job.network(), job.recipe(), 1);
      if (job.recipe().progression().isSmall(0)) {
        StepGraphs.small(job.network(), job.recipe(), 1);
      }
      return 1;
    } catch (FoveaException e) {
      return 2;
    }
  }
}
