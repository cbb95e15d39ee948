// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.data.image.Fit;
import dev.fovea.data.image.Resample;
import dev.fovea.data.image.ResizeMode;
import dev.fovea.data.listing.HoldOut;
import java.util.Locale;

/**
 * How images come from files to the size of the network.
 *
 * @param mode what happens to other proportions
 * @param filter how pixels are interpolated
 * @param cropFrom side of the larger images that resized crops of training images are cut from; 0
 *     to cut them from images of the network's size
 * @param channels 1 for grey, 3 for RGB, 0 for what the data are
 * @param testShare held out of each class where nothing is said to be the test
 * @param splitSeed decides which images those are
 * @param onBad what happens when an image cannot be read
 */
public record Reading(
    ResizeMode mode,
    Resample filter,
    int cropFrom,
    int channels,
    double testShare,
    long splitSeed,
    OnBadImage onBad) {
  /** Stretched, bilinear, in their own colours, a fifth to test on; all must be readable. */
  public static final Reading PLAIN =
      new Reading(ResizeMode.STRETCH, Resample.BILINEAR, 0, 0, 0.2, 0, OnBadImage.FAIL);

  /** What happens when an image cannot be read. */
  public enum OnBadImage {
    /** The run ends with the path. */
    FAIL,
    /** The run goes without it, and lists it. */
    SKIP
  }

  public Reading {
    check(cropFrom >= 0, "cropFrom must be 0 or more, was %d", cropFrom);
    check(
        channels == 0 || channels == 1 || channels == 3,
        "channels must be 1 (grey), 3 (RGB) or 0 (as the data are), was %d",
        channels);
    check(testShare > 0 && testShare < 1, "testShare must lie between 0 and 1, was %s", testShare);
  }

  /** How images come to a size; 0 leaves them as they are. */
  public Fit fit(int size) {
    return new Fit(size, size, mode, filter);
  }

  /** How training images come to the size that crops are cut from; none where nothing is said. */
  public Fit larger() {
    return fit(cropFrom);
  }

  /** Which images are held out. */
  public HoldOut holdOut() {
    return new HoldOut(testShare, splitSeed);
  }

  @Override
  public String toString() {
    return "%s, %s".formatted(mode, filter).toLowerCase(Locale.ROOT);
  }
}
