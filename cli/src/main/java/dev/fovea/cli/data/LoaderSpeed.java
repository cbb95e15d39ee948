// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.data;

import dev.fovea.cli.bench.Timing;

/**
 * How fast image files become batches.
 *
 * @param name of the images
 * @param images in an epoch
 * @param fileBytes of an image, on average
 * @param size side of the images in a batch, in pixels
 * @param resizing how they come to that size
 * @param loaderThreads that prepare batches
 * @param files when each epoch reads, decodes and resizes every image
 * @param packed when they have been decoded and resized before, into memory
 */
record LoaderSpeed(
    String name,
    int images,
    long fileBytes,
    int size,
    String resizing,
    int loaderThreads,
    Rate files,
    Rate packed) {

  /**
   * Images a second.
   *
   * @param epochs that were timed
   * @param imagesPerSecond of the median epoch
   * @param bestImagesPerSecond of the fastest epoch
   */
  record Rate(int epochs, double imagesPerSecond, double bestImagesPerSecond) {
    static Rate of(Timing epochs, int images) {
      return new Rate(
          epochs.runs(), images * 1e9 / epochs.medianNanos(), images * 1e9 / epochs.minNanos());
    }
  }
}
