// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import dev.fovea.data.ImageShape;
import dev.fovea.tensor.FoveaException;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.imageio.stream.ImageInputStream;

/**
 * Turns the four inks of a CMYK or YCCK JPEG into RGB by {@code (255 - ink) (255 - black) / 255}.
 * Files written by Adobe programs, told by their APP14 segment, store inks inverted.
 */
final class InkSamples {
  private static final int YCCK = 2;
  private static final int NO_ADOBE_SEGMENT = -1;

  private InkSamples() {}

  static Picture read(Path file, Raster raster, ImageInputStream stream) throws IOException {
    if (raster.getNumBands() != 4) {
      throw new FoveaException(
          "%s: a JPEG of %d components, expected grey, colour or CMYK; convert it to RGB",
          file, raster.getNumBands());
    }
    int transform = adobeTransform(stream);
    ImageShape shape = new ImageShape(3, raster.getHeight(), raster.getWidth());
    int plane = shape.height() * shape.width();
    byte[] samples = new byte[shape.bytes()];
    int[] row = new int[4 * shape.width()];
    for (int y = 0; y < shape.height(); y++) {
      raster.getPixels(0, y, shape.width(), 1, row);
      for (int x = 0; x < shape.width(); x++) {
        if (transform == YCCK) {
          toInks(row, 4 * x);
        }
        int black = row[4 * x + 3];
        int paper = transform == NO_ADOBE_SEGMENT ? 255 - black : black;
        for (int c = 0; c < 3; c++) {
          int ink = row[4 * x + c];
          int light = transform == NO_ADOBE_SEGMENT ? 255 - ink : ink;
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

  /** The transform byte of the APP14 "Adobe" segment. */
  private static int adobeTransform(ImageInputStream stream) throws IOException {
    stream.seek(2);
    while (stream.read() == 0xff) {
      int marker = stream.read();
      int length = stream.readUnsignedShort();
      if (marker == 0xee && length >= 14) {
        byte[] segment = new byte[12];
        stream.readFully(segment);
        if (new String(segment, 0, 5, StandardCharsets.US_ASCII).equals("Adobe")) {
          return segment[11] & 0xff;
        }
        length -= 12;
      }
      if (marker == 0xda) {
        break;
      }
      stream.skipBytes(length - 2);
    }
    return NO_ADOBE_SEGMENT;
  }
}
