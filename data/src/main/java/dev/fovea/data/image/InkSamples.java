// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import dev.fovea.data.ImageShape;
import dev.fovea.tensor.FoveaException;
import java.awt.image.Raster;
import java.nio.file.Path;

/**
 * Turns the four inks of a CMYK or YCCK JPEG into RGB by {@code (255 - ink) (255 - black) / 255}.
 * Inks are taken to be stored inverted, as Adobe programs do, whether or not a segment of theirs
 * says so: Pillow takes them so, too.
 */
final class InkSamples {
  private InkSamples() {}

  static Picture read(Path file, Raster raster, byte[] content) {
    if (raster.getNumBands() != 4) {
      throw new FoveaException(
          "%s: a JPEG of %d components, expected grey, colour or CMYK; convert it to RGB",
          file, raster.getNumBands());
    }
    int transform = JpegColours.transform(content);
    boolean ycck = transform != JpegColours.NO_ADOBE_SEGMENT && transform != 0;
    ImageShape shape = new ImageShape(3, raster.getHeight(), raster.getWidth());
    int plane = shape.height() * shape.width();
    byte[] samples = new byte[shape.bytes()];
    int[] row = new int[4 * shape.width()];
    for (int y = 0; y < shape.height(); y++) {
      raster.getPixels(0, y, shape.width(), 1, row);
      for (int x = 0; x < shape.width(); x++) {
        if (ycck) {
          toInks(row, 4 * x);
        }
        int paper = row[4 * x + 3];
        for (int c = 0; c < 3; c++) {
          int light = row[4 * x + c];
          samples[c * plane + y * shape.width() + x] = (byte) (paper - shareOf(255 - light, paper));
        }
      }
    }
    return new Picture(shape, samples);
  }

  /** YCbCr to RGB, whose complement the inks are: C, M, Y = 255 - R, G, B. */
  private static void toInks(int[] pixel, int at) {
    double luma = pixel[at];
    double blue = pixel[at + 1] - 128;
    double red = pixel[at + 2] - 128;
    pixel[at] = 255 - clip(luma + 1.402 * red);
    pixel[at + 1] = 255 - clip(luma - 0.344136 * blue - 0.714136 * red);
    pixel[at + 2] = 255 - clip(luma + 1.772 * blue);
  }

  /** {@code a b / 255}, rounded as Pillow rounds it. */
  static int shareOf(int a, int b) {
    int product = a * b + 128;
    return (product + (product >> 8)) >> 8;
  }

  private static int clip(double value) {
    return (int) Math.round(Math.max(0, Math.min(255, value)));
  }
}
