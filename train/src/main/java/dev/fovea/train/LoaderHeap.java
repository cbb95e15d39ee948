// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.data.Dataset;
import dev.fovea.data.loader.LoaderOptions;
import dev.fovea.train.recipe.Recipe;

/**
 * Bytes of the Java heap that the loaders of a job keep from their opening on: the arrays of the
 * batches they prepare ahead, and the copy of the last one where it is smaller.
 *
 * @param training on images of full size and, where there are any, on smaller ones
 * @param evaluation of the test set
 */
record LoaderHeap(long training, long evaluation) {
  /** Beside its samples: label, other label, share, index. */
  private static final int IMAGE_FACTS = 16;

  /** What the loaders would keep if the recipe had that batch. */
  static LoaderHeap of(Job job, int batch) {
    Recipe recipe = job.recipe().batch(batch);
    int threads = job.compute().loaderThreads();
    Dataset train = job.data().train();
    long full = bytes(train, recipe.training().threads(threads));
    long starting =
        recipe.progression().isSmall(0) ? bytes(train, recipe.starting().threads(threads)) : 0;
    return new LoaderHeap(
        full + starting, bytes(job.data().test(), recipe.measuring(batch).threads(threads)));
  }

  long all() {
    return training + evaluation;
  }

  private static long bytes(Dataset data, LoaderOptions options) {
    long samples =
        options.fit().isNone()
            ? data.shape(0).bytes()
            : (long) data.shape(0).channels() * options.fit().height() * options.fit().width();
    long images = Math.min(options.batch(), data.size());
    long last = data.size() % images;
    return batches(options, data.size()) * images * (4 * samples + IMAGE_FACTS)
        + last * 4 * samples;
  }

  /** Batches that a loader keeps: the one in use and those ahead of it. */
  static int batches(LoaderOptions options, int images) {
    return options.threads() == 0 ? 1 : 1 + Math.min(options.prefetch(), options.batches(images));
  }
}
