// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import dev.fovea.data.ImageBytes;
import dev.fovea.data.ImageShape;
import dev.fovea.tensor.FoveaException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.nio.file.Path;

/**
 * Takes stored samples out of a decoded image: no colour management, which would apply a gamma
 * curve to grey images; alpha bands are skipped.
 */
final class ColourSamples {
  private ColourSamples() {}

  /** How samples are stored, for people. */
  static String mode(ColorModel colours) {
    if (colours instanceof IndexColorModel) {
      return colours.getPixelSize() == 1 ? "bilevel" : "palette";
    }
    String space =
        switch (colours.getColorSpace().getType()) {
          case ColorSpace.TYPE_GRAY -> "grey";
          case ColorSpace.TYPE_RGB -> "RGB";
          case ColorSpace.TYPE_CMYK -> "CMYK";
          default -> colours.getNumColorComponents() + " components";
        };
    int bits = colours.getComponentSize(0);
    return space
        + (colours.hasAlpha() ? " with alpha" : "")
        + (bits > 8 ? " %d-bit".formatted(bits) : "");
  }

  /**
   * The picture.
   *
   * @param file for messages
   * @param associated whether colours are stored multiplied by alpha
   */
  static Picture read(Path file, BufferedImage image, boolean associated) {
    Raster raster = image.getRaster();
    ColorModel colours = image.getColorModel();
    if (colours instanceof IndexColorModel palette) {
      return indexed(raster, palette);
    }
    int type = raster.getDataBuffer().getDataType();
    FoveaException.check(
        type != DataBuffer.TYPE_FLOAT && type != DataBuffer.TYPE_DOUBLE,
        "%s holds fractions, not whole numbers; convert it to 8 or 16 bits a sample",
        file);
    return switch (colours.getColorSpace().getType()) {
      case ColorSpace.TYPE_GRAY -> plain(raster, 1, colours, associated);
      case ColorSpace.TYPE_RGB -> plain(raster, 3, colours, associated);
      case ColorSpace.TYPE_CMYK -> inks(raster, colours);
      default -> converted(image);
    };
  }

  private static Picture plain(
      Raster raster, int channels, ColorModel colours, boolean associated) {
    boolean divided = associated && colours.hasAlpha();
    ImageShape shape = new ImageShape(channels, raster.getHeight(), raster.getWidth());
    if (raster.getSampleModel() instanceof PixelInterleavedSampleModel model
        && raster.getDataBuffer() instanceof DataBufferByte bytes
        && colours.getComponentSize(0) == 8
        && !divided
        && evenlySpaced(model.getBandOffsets(), channels)) {
      return interleaved(shape, raster, model, bytes);
    }
    byte[] samples = new byte[shape.bytes()];
    int[] row = new int[shape.width()];
    for (int c = 0; c < channels; c++) {
      // The raster may have more room than that, such as 16 bits for samples of 12.
      int bits = colours.getComponentSize(c);
      for (int y = 0; y < shape.height(); y++) {
        raster.getSamples(raster.getMinX(), raster.getMinY() + y, shape.width(), 1, c, row);
        int to = (c * shape.height() + y) * shape.width();
        for (int x = 0; x < row.length; x++) {
          samples[to + x] = toByte(row[x], bits);
        }
      }
    }
    if (divided) {
      divide(samples, shape, raster, colours.getComponentSize(channels));
    }
    return new Picture(shape, samples);
  }

  /** Takes out the alpha that colours were multiplied by, rounded as Pillow rounds it. */
  private static void divide(byte[] samples, ImageShape shape, Raster raster, int bits) {
    int plane = shape.height() * shape.width();
    for (int p = 0; p < plane; p++) {
      int x = raster.getMinX() + p % shape.width();
      int y = raster.getMinY() + p / shape.width();
      int alpha = toByte(raster.getSample(x, y, shape.channels()), bits) & 0xff;
      for (int at = p; at < samples.length; at += plane) {
        samples[at] = (byte) (alpha == 0 ? 0 : Math.min(255, (samples[at] & 0xff) * 255 / alpha));
      }
    }
  }

  private static boolean evenlySpaced(int[] bands, int channels) {
    return channels == 1 || bands[2] - bands[1] == bands[1] - bands[0];
  }

  /** What most files decode to: nothing is copied. */
  private static Picture interleaved(
      ImageShape shape, Raster raster, PixelInterleavedSampleModel model, DataBufferByte bytes) {
    int[] bands = model.getBandOffsets();
    int left = raster.getMinX() - raster.getSampleModelTranslateX();
    int top = raster.getMinY() - raster.getSampleModelTranslateY();
    int first = bytes.getOffset() + top * model.getScanlineStride() + left * model.getPixelStride();
    return new Picture(
        new ImageBytes(
            bytes.getData(),
            first + bands[0],
            shape,
            shape.channels() == 1 ? 0 : bands[1] - bands[0],
            model.getScanlineStride(),
            model.getPixelStride()));
  }

  /** CMYK outside of JPEG: 0 is no ink. */
  private static Picture inks(Raster raster, ColorModel colours) {
    ImageShape shape = new ImageShape(3, raster.getHeight(), raster.getWidth());
    int bits = colours.getComponentSize(0);
    int plane = shape.height() * shape.width();
    byte[] samples = new byte[shape.bytes()];
    int[] pixel = new int[raster.getNumBands()];
    for (int p = 0; p < plane; p++) {
      raster.getPixel(
          raster.getMinX() + p % shape.width(), raster.getMinY() + p / shape.width(), pixel);
      int paper = 255 - (toByte(pixel[3], bits) & 0xff);
      for (int c = 0; c < 3; c++) {
        int ink = toByte(pixel[c], bits) & 0xff;
        samples[c * plane + p] = (byte) (paper - InkSamples.shareOf(ink, paper));
      }
    }
    return new Picture(shape, samples);
  }

  /** Spaces that few files have, such as Lab, by Java's own conversion. */
  private static Picture converted(BufferedImage image) {
    ImageShape shape = new ImageShape(3, image.getHeight(), image.getWidth());
    int plane = shape.height() * shape.width();
    byte[] samples = new byte[shape.bytes()];
    for (int p = 0; p < plane; p++) {
      int rgb = image.getRGB(p % shape.width(), p / shape.width());
      samples[p] = (byte) (rgb >> 16);
      samples[plane + p] = (byte) (rgb >> 8);
      samples[2 * plane + p] = (byte) rgb;
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
