// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.state;

import static dev.fovea.tensor.FoveaException.check;

/**
 * Sums over the steps of an epoch so far (notes T60).
 *
 * @param lossSum mean loss of each batch times its images
 * @param correct images whose largest logit was at their label
 * @param images images seen
 * @param stepNanos time in steps: copying in, forward, backward, update, metrics (notes T61)
 * @param waitNanos time spent waiting for batches
 * @param nanos time in all, evaluation excluded
 */
public record Running(
    double lossSum, long correct, long images, long stepNanos, long waitNanos, long nanos) {
  public static final Running ZERO = new Running(0, 0, 0, 0, 0, 0);

  public Running {
    check(
        images >= 0 && correct >= 0 && correct <= images && stepNanos >= 0 && waitNanos >= 0,
        "%d of %d images correct after %d ns of steps and %d ns of waiting cannot be",
        correct,
        images,
        stepNanos,
        waitNanos);
  }

  public double loss() {
    return lossSum / images;
  }

  public double accuracy() {
    return (double) correct / images;
  }

  public double imagesPerSecond() {
    return images * 1e9 / stepNanos;
  }

  /** Share of the time that went into waiting for batches, 0 to 1. */
  public double dataWaitShare() {
    return waitNanos == 0 ? 0 : (double) waitNanos / (waitNanos + stepNanos);
  }
}
