// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import dev.fovea.tensor.FoveaException;

/**
 * The size that images are brought to, and how.
 *
 * @param height rows; 0 with {@code width} 0 leaves images as they are
 * @param width columns
 */
public record Fit(int height, int width, ResizeMode mode, Resample filter) {
  /** Images as they are. */
  public static final Fit NONE = new Fit(0, 0, ResizeMode.STRETCH, Resample.BILINEAR);

  public Fit {
    FoveaException.check(
        height >= 0 && width >= 0 && (height == 0) == (width == 0),
        "images cannot be resized to %d x %d; give both sides, or neither",
        height,
        width);
  }

  public Fit size(int newHeight, int newWidth) {
    return new Fit(newHeight, newWidth, mode, filter);
  }

  public Fit filter(Resample newFilter) {
    return new Fit(height, width, mode, newFilter);
  }

  /** Whether images stay as they are. */
  public boolean isNone() {
    return height == 0;
  }

  /** One picture, fitted. */
  public Picture apply(Picture picture) {
    if (isNone()) {
      return picture;
    }
    Fitter fitter = new Fitter(this);
    byte[] result = new byte[fitter.target(picture.shape()).bytes()];
    fitter.fit(picture.bytes(), result, 0);
    return new Picture(fitter.target(picture.shape()), result);
  }
}
