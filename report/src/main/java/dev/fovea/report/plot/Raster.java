// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import dev.fovea.tensor.FoveaException;
import java.awt.image.BufferedImage;

/**
 * Numbers in rows and columns, to be seen as colours.
 *
 * @param values row after row
 */
public record Raster(int height, int width, float[] values) {
  public Raster {
    FoveaException.check(
        height > 0 && width > 0 && values.length == height * width,
        "%d numbers for %d rows of %d",
        values.length,
        height,
        width);
  }

  float least() {
    float least = Float.POSITIVE_INFINITY;
    for (float value : values) {
      least = Math.min(least, value);
    }
    return least;
  }

  float most() {
    float most = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      most = Math.max(most, value);
    }
    return most;
  }

  /** One pixel a number; {@code low} gets the first colour, {@code high} the last. */
  BufferedImage image(Palette palette, double low, double high) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    double range = high > low ? high - low : 1;
    for (int i = 0; i < values.length; i++) {
      image.setRGB(i % width, i / width, palette.rgb((values[i] - low) / range));
    }
    return image;
  }

  /** The same numbers over more rows and columns, in straight lines in between. */
  public Raster enlarged(int newHeight, int newWidth) {
    float[] larger = new float[newHeight * newWidth];
    for (int y = 0; y < newHeight; y++) {
      double atY = clamp((y + 0.5) * height / newHeight - 0.5, height - 1);
      int y0 = (int) atY;
      int y1 = Math.min(height - 1, y0 + 1);
      for (int x = 0; x < newWidth; x++) {
        double atX = clamp((x + 0.5) * width / newWidth - 0.5, width - 1);
        int x0 = (int) atX;
        int x1 = Math.min(width - 1, x0 + 1);
        double top = mix(values[y0 * width + x0], values[y0 * width + x1], atX - x0);
        double bottom = mix(values[y1 * width + x0], values[y1 * width + x1], atX - x0);
        larger[y * newWidth + x] = (float) mix(top, bottom, atY - y0);
      }
    }
    return new Raster(newHeight, newWidth, larger);
  }

  private static double clamp(double at, int last) {
    return Math.max(0, Math.min(last, at));
  }

  private static double mix(double from, double to, double part) {
    return from + (to - from) * part;
  }
}
