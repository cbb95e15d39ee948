// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import dev.fovea.data.ImageShape;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Takes stored samples out of a decoded raster: no colour management, which would apply a gamma
 * curve to grey images; alpha bands are skipped.
 */
final class ColourSamples {
  private ColourSamples() {}

  static Picture read(Raster raster, ColorModel colours) {
    if (colours instanceof IndexColorModel palette) {
      return indexed(raster, palette);
    }
    int channels = colours.getNumColorComponents() == 1 ? 1 : 3;
    ImageShape shape = new ImageShape(channels, raster.getHeight(), raster.getWidth());
    byte[] samples = new byte[shape.bytes()];
    int[] row = new int[shape.width()];
    for (int c = 0; c < channels; c++) {
      int bits = raster.getSampleModel().getSampleSize(c);
      for (int y = 0; y < shape.height(); y++) {
        raster.getSamples(raster.getMinX(), raster.getMinY() + y, shape.width(), 1, c, row);
        int to = (c * shape.height() + y) * shape.width();
        for (int x = 0; x < row.length; x++) {
          samples[to + x] = toByte(row[x], bits);
        }
      }
    }
    return new Picture(shape, samples);
  }

  private static byte toByte(int sample, int bits) {
    return (byte) (bits >= 8 ? sample >> (bits - 8) : sample * 255 / ((1 << bits) - 1));
  }

  private static Picture indexed(Raster raster, IndexColorModel palette) {
    boolean grey = true;
    for (int i = 0; i < palette.getMapSize() && grey; i++) {
      grey = palette.getRed(i) == palette.getGreen(i) && palette.getGreen(i) == palette.getBlue(i);
    }
    ImageShape shape = new ImageShape(grey ? 1 : 3, raster.getHeight(), raster.getWidth());
    int plane = shape.height() * shape.width();
    byte[] samples = new byte[shape.bytes()];
    int[] row = new int[shape.width()];
    for (int y = 0; y < shape.height(); y++) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + y, shape.width(), 1, 0, row);
      for (int x = 0; x < row.length; x++) {
        // An index beyond the palette is black, as in other decoders.
        int rgb = row[x] < palette.getMapSize() ? palette.getRGB(row[x]) : 0;
        int to = y * shape.width() + x;
        samples[to] = (byte) (rgb >> 16);
        if (!grey) {
          samples[plane + to] = (byte) (rgb >> 8);
          samples[2 * plane + to] = (byte) rgb;
        }
      }
    }
    return new Picture(shape, samples);
  }
}
