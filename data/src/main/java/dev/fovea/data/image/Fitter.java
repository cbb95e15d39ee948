// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import dev.fovea.data.ImageBytes;
import dev.fovea.data.ImageShape;
import java.util.Arrays;

/**
 * Brings images to a size by {@link Resizer}. Not safe for use by several threads: each makes its
 * own.
 */
public final class Fitter {
  private final Fit fit;
  private final Resizer whole;
  private Resizer inside;
  private ImageShape insideOf = new ImageShape(1, 1, 1);
  private byte[] part = new byte[0];

  /**
   * A fitter.
   *
   * @param fit must have a size
   */
  public Fitter(Fit fit) {
    this.fit = fit;
    this.whole = new Resizer(fit.height(), fit.width(), fit.filter());
  }

  /** The result's extent for a given source. */
  public ImageShape target(ImageShape source) {
    return whole.target(source);
  }

  /**
   * Checks what {@link #fit} would check.
   *
   * @throws dev.fovea.tensor.FoveaException when images of that extent cannot be fitted
   */
  public void check(ImageShape source) {
    switch (fit.mode()) {
      case STRETCH -> whole.check(source);
      case CROP -> whole.check(largestBox(source));
      case LETTERBOX -> inside(scaled(source)).check(source);
    }
  }

  /**
   * Fits one image.
   *
   * @param target receives {@code target(source.shape()).bytes()} bytes from {@code targetOffset}
   *     on in channel, row, column order
   */
  public void fit(ImageBytes source, byte[] target, int targetOffset) {
    ImageShape shape = source.shape();
    switch (fit.mode()) {
      case STRETCH -> whole.resize(source, target, targetOffset);
      case CROP -> {
        ImageShape box = largestBox(shape);
        int top = (shape.height() - box.height()) / 2;
        int left = (shape.width() - box.width()) / 2;
        whole.resize(source.part(top, left, box.height(), box.width()), target, targetOffset);
      }
      case LETTERBOX -> {
        ImageShape scaled = scaled(shape);
        room(scaled.bytes());
        inside(scaled).resize(source, part, 0);
        ImageShape result = target(shape);
        Arrays.fill(target, targetOffset, targetOffset + result.bytes(), (byte) 0);
        paste(part, 0, scaled, target, targetOffset, result);
      }
    }
  }

  private Resizer inside(ImageShape scaled) {
    if (inside == null || !scaled.equals(insideOf)) {
      inside = new Resizer(scaled.height(), scaled.width(), fit.filter());
      insideOf = scaled;
    }
    return inside;
  }

  private void room(int bytes) {
    if (part.length < bytes) {
      part = new byte[bytes];
    }
  }

  /** What is left when the longer sides are cut to the target's proportions, in whole pixels. */
  private ImageShape largestBox(ImageShape shape) {
    long rows = Math.round((double) shape.width() * fit.height() / fit.width());
    long columns = Math.round((double) shape.height() * fit.width() / fit.height());
    return new ImageShape(
        shape.channels(),
        (int) Math.max(1, Math.min(shape.height(), rows)),
        (int) Math.max(1, Math.min(shape.width(), columns)));
  }

  /** The largest extent of the source's proportions inside the target. */
  private ImageShape scaled(ImageShape shape) {
    long rows = Math.round((double) shape.height() * fit.width() / shape.width());
    long columns = Math.round((double) shape.width() * fit.height() / shape.height());
    return new ImageShape(
        shape.channels(),
        (int) Math.max(1, Math.min(fit.height(), rows)),
        (int) Math.max(1, Math.min(fit.width(), columns)));
  }

  /** Copies the middle of one image into the middle of another; on each axis one is not larger. */
  private static void paste(
      byte[] from, int fromOffset, ImageShape source, byte[] to, int toOffset, ImageShape target) {
    int rows = Math.min(source.height(), target.height());
    int columns = Math.min(source.width(), target.width());
    int fromX = (source.width() - columns) / 2;
    int toX = (target.width() - columns) / 2;
    for (int c = 0; c < source.channels(); c++) {
      for (int y = 0; y < rows; y++) {
        int fromY = c * source.height() + (source.height() - rows) / 2 + y;
        int toY = c * target.height() + (target.height() - rows) / 2 + y;
        System.arraycopy(
            from,
            fromOffset + fromY * source.width() + fromX,
            to,
            toOffset + toY * target.width() + toX,
            columns);
      }
    }
  }
}
