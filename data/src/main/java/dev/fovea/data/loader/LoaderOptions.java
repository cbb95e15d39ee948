// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.loader;

import dev.fovea.data.augment.Augmentation;
import dev.fovea.data.augment.Normalization;
import dev.fovea.data.image.Fit;
import dev.fovea.data.image.Resample;
import dev.fovea.tensor.FoveaException;
import java.util.function.Consumer;

/**
 * How a dataset is cut into batches, and what happens to its images on the way.
 *
 * @param batch images in a batch; the last one of an epoch may hold fewer
 * @param least images that the last batch of several must hold; it is dropped when it has fewer
 * @param limit batches in an epoch at most; 0 for all there are
 * @param shuffle a new order each epoch, or the dataset's own order
 * @param seed with the epoch, decides the order and all that is random in an image
 * @param threads worker threads; 0 fills each batch when it is asked for, on the asking thread
 * @param prefetch batches prepared ahead of the one in use; counts only with threads
 * @param fit the size images are brought to, and how
 * @param larger the size that images come to before they are reduced to that of {@code fit}, and
 *     how; an augmentation that begins with a resized crop cuts it from this size. None to bring
 *     images to {@code fit} at once
 * @param augmentation what is done to images at random, after resizing
 * @param normalization how samples are shifted and scaled, after that
 */
public record LoaderOptions(
    int batch,
    int least,
    int limit,
    boolean shuffle,
    long seed,
    int threads,
    int prefetch,
    Fit fit,
    Fit larger,
    Augmentation augmentation,
    Normalization normalization) {

  public LoaderOptions {
    require(batch >= 1, "batch size", batch, "at least 1");
    require(least >= 1 && least <= batch, "least last batch", least, "from 1 to the batch size");
    require(limit >= 0, "limit of batches", limit, "0 or more");
    require(threads >= 0, "loader threads", threads, "0 or more");
    require(prefetch >= 1, "prefetch depth", prefetch, "at least 1");
    FoveaException.check(
        larger.isNone() || !fit.isNone(),
        "images of %d x %d are to be reduced, and the size to reduce them to is missing",
        larger.height(),
        larger.width());
  }

  /** In the dataset's order and size, inline, bilinear if a size is set later; nothing random. */
  public static LoaderOptions of(int batch) {
    return new Draft(batch).build();
  }

  /** Shuffled anew each epoch. */
  public LoaderOptions shuffled(long newSeed) {
    return with(
        d -> {
          d.shuffle = true;
          d.seed = newSeed;
        });
  }

  /** Without a last batch of fewer images, unless it is the only one. */
  public LoaderOptions least(int newLeast) {
    return with(d -> d.least = newLeast);
  }

  public LoaderOptions limit(int newLimit) {
    return with(d -> d.limit = newLimit);
  }

  /** With worker threads that stay a few batches ahead. */
  public LoaderOptions threads(int newThreads) {
    return with(
        d -> {
          d.threads = newThreads;
          d.prefetch = Math.max(prefetch, newThreads + 1);
        });
  }

  public LoaderOptions prefetch(int newPrefetch) {
    return with(d -> d.prefetch = newPrefetch);
  }

  /** Resized to {@code newHeight} rows of {@code newWidth} pixels. */
  public LoaderOptions size(int newHeight, int newWidth) {
    return fit(fit.size(newHeight, newWidth));
  }

  /** Brought to that size first, then reduced. */
  public LoaderOptions larger(Fit newLarger) {
    return with(d -> d.larger = newLarger);
  }

  /** Brought to the size they have so far, then reduced to a smaller one. */
  public LoaderOptions reduced(int newHeight, int newWidth) {
    return larger(larger.isNone() ? fit : larger).size(newHeight, newWidth);
  }

  public LoaderOptions filter(Resample newFilter) {
    return fit(fit.filter(newFilter));
  }

  public LoaderOptions fit(Fit newFit) {
    return with(d -> d.fit = newFit);
  }

  public LoaderOptions augmented(Augmentation newAugmentation) {
    return with(d -> d.augmentation = newAugmentation);
  }

  public LoaderOptions normalized(Normalization newNormalization) {
    return with(d -> d.normalization = newNormalization);
  }

  /** Batches in an epoch of so many images. */
  public int batches(int images) {
    int all = (images - 1) / batch + 1;
    int last = images - (all - 1) * batch;
    int kept = all > 1 && last < least ? all - 1 : all;
    return limit == 0 ? kept : Math.min(limit, kept);
  }

  private LoaderOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(batch);
    draft.least = least;
    draft.limit = limit;
    draft.shuffle = shuffle;
    draft.seed = seed;
    draft.threads = threads;
    draft.prefetch = prefetch;
    draft.fit = fit;
    draft.larger = larger;
    draft.augmentation = augmentation;
    draft.normalization = normalization;
    change.accept(draft);
    return draft.build();
  }

  /** The same while it changes. */
  private static final class Draft {
    private final int batch;
    private int least = 1;
    private int limit;
    private boolean shuffle;
    private long seed;
    private int threads;
    private int prefetch = 2;
    private Fit fit = Fit.NONE;
    private Fit larger = Fit.NONE;
    private Augmentation augmentation = Augmentation.NONE;
    private Normalization normalization = Normalization.NONE;

    Draft(int batch) {
      this.batch = batch;
    }

    LoaderOptions build() {
      return new LoaderOptions(
          batch,
          least,
          limit,
          shuffle,
          seed,
          threads,
          prefetch,
          fit,
          larger,
          augmentation,
          normalization);
    }
  }

  private static void require(boolean holds, String what, int value, String rule) {
    if (!holds) {
      throw new FoveaException("%s is %d, expected %s", what, value, rule);
    }
  }
}
