// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.data.ImageShape;
import java.util.ArrayList;
import java.util.List;

/**
 * A way to look at an image, of the same size: mirrored, moved. The edge is repeated where
 * something comes in, so that no view depends on how samples are normalised.
 *
 * @param mirrored left to right, before it is moved
 * @param down rows to move by
 * @param right columns to move by
 */
public record View(boolean mirrored, int down, int right) {
  /** The image as it is. */
  public static final View PLAIN = new View(false, 0, 0);

  /**
   * The image as it is, then moved by so many pixels in each of four directions, then all of that
   * mirrored.
   *
   * @param flips whether mirrored views are among them
   * @param shift pixels; 0 for no moved views
   */
  public static List<View> around(boolean flips, int shift) {
    List<View> views = new ArrayList<>();
    for (boolean mirrored : flips ? new boolean[] {false, true} : new boolean[] {false}) {
      views.add(new View(mirrored, 0, 0));
      if (shift > 0) {
        views.add(new View(mirrored, -shift, 0));
        views.add(new View(mirrored, shift, 0));
        views.add(new View(mirrored, 0, -shift));
        views.add(new View(mirrored, 0, shift));
      }
    }
    return List.copyOf(views);
  }

  /**
   * Writes this view of the first {@code n} images.
   *
   * @param from images as [N,C,H,W]; read only
   * @param to as large; not the same array
   */
  public void look(float[] from, float[] to, int n, ImageShape shape) {
    int height = shape.height();
    int width = shape.width();
    for (int plane = 0; plane < n * shape.channels(); plane++) {
      int at = plane * height * width;
      for (int y = 0; y < height; y++) {
        int row = at + within(y - down, height) * width;
        for (int x = 0; x < width; x++) {
          int column = within(x - right, width);
          to[at + y * width + x] = from[row + (mirrored ? width - 1 - column : column)];
        }
      }
    }
  }

  private static int within(int at, int size) {
    return Math.max(0, Math.min(size - 1, at));
  }
}
