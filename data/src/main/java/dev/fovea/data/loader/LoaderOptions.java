// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.loader;

import dev.fovea.data.image.Resample;
import dev.fovea.tensor.FoveaException;

/**
 * How a dataset is cut into batches.
 *
 * @param batch images in a batch; the last one of an epoch may hold fewer
 * @param shuffle a new order each epoch, or the dataset's own order
 * @param seed with the epoch, decides the order
 * @param threads worker threads; 0 fills each batch when it is asked for, on the asking thread
 * @param prefetch batches prepared ahead of the one in use; counts only with threads
 * @param height rows after resizing; 0 with {@code width} 0 leaves images as they are
 * @param width columns after resizing
 * @param filter how to resize
 */
public record LoaderOptions(
    int batch,
    boolean shuffle,
    long seed,
    int threads,
    int prefetch,
    int height,
    int width,
    Resample filter) {

  public LoaderOptions {
    require(batch >= 1, "batch size", batch, "at least 1");
    require(threads >= 0, "loader threads", threads, "0 or more");
    require(prefetch >= 1, "prefetch depth", prefetch, "at least 1");
    require(height >= 0 && (height == 0) == (width == 0), "image height", height, "with width > 0");
    require(width >= 0, "image width", width, "0 or more");
  }

  /** In the dataset's order and size, inline, bilinear if a size is set later. */
  public static LoaderOptions of(int batch) {
    return new LoaderOptions(batch, false, 0, 0, 2, 0, 0, Resample.BILINEAR);
  }

  /** Shuffled anew each epoch. */
  public LoaderOptions shuffled(long newSeed) {
    return new LoaderOptions(batch, true, newSeed, threads, prefetch, height, width, filter);
  }

  /** With worker threads that stay a few batches ahead. */
  public LoaderOptions threads(int newThreads) {
    int ahead = Math.max(prefetch, newThreads + 1);
    return new LoaderOptions(batch, shuffle, seed, newThreads, ahead, height, width, filter);
  }

  public LoaderOptions prefetch(int newPrefetch) {
    return new LoaderOptions(batch, shuffle, seed, threads, newPrefetch, height, width, filter);
  }

  /** Resized to {@code newHeight} rows of {@code newWidth} pixels. */
  public LoaderOptions size(int newHeight, int newWidth) {
    return new LoaderOptions(batch, shuffle, seed, threads, prefetch, newHeight, newWidth, filter);
  }

  public LoaderOptions filter(Resample newFilter) {
    return new LoaderOptions(batch, shuffle, seed, threads, prefetch, height, width, newFilter);
  }

  private static void require(boolean holds, String what, int value, String rule) {
    if (!holds) {
      throw new FoveaException("%s is %d, expected %s", what, value, rule);
    }
  }
}
