// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import dev.fovea.data.ImageShape;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * How a camera was held: tag 0x0112 of EXIF 2.3, 1 to 8, in an APP1 segment of JPEG, an eXIf chunk
 * of PNG, an EXIF chunk of WebP, or TIFF itself. Whatever is damaged counts as upright.
 */
final class Orientation {
  static final int UPRIGHT = 1;

  private static final int TAG = 0x0112;
  private static final int SHORT = 3;
  private static final int EXIF = 0x4578_6966;
  private static final int CHUNK_EXIF = 0x6558_4966;
  private static final int CHUNK_DATA = 0x4944_4154;
  private static final int RIFF_EXIF = 0x4558_4946;

  private Orientation() {}

  /** The orientation of a file of that format. */
  static int of(ImageFormat format, byte[] content) {
    try {
      ByteBuffer file = ByteBuffer.wrap(content);
      return switch (format) {
        case JPEG -> jpeg(file).map(Orientation::tiff).orElse(UPRIGHT);
        case PNG -> png(file).map(Orientation::tiff).orElse(UPRIGHT);
        case WEBP -> webp(file).map(Orientation::tiff).orElse(UPRIGHT);
        case TIFF -> tiff(file);
        case BMP, GIF -> UPRIGHT;
      };
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      return UPRIGHT;
    }
  }

  private static Optional<ByteBuffer> jpeg(ByteBuffer file) {
    int at = 2;
    while ((file.get(at) & 0xff) == 0xff) {
      int marker = file.get(at + 1) & 0xff;
      int length = file.getShort(at + 2) & 0xffff;
      if (marker == 0xe1 && length >= 16 && file.getInt(at + 4) == EXIF) {
        return Optional.of(part(file, at + 10, length - 8));
      }
      if (marker == 0xda || length < 2) {
        return Optional.empty();
      }
      at += 2 + length;
    }
    return Optional.empty();
  }

  private static Optional<ByteBuffer> png(ByteBuffer file) {
    int at = 8;
    while (at + 8 <= file.limit()) {
      int length = file.getInt(at);
      int kind = file.getInt(at + 4);
      if (kind == CHUNK_EXIF) {
        return Optional.of(part(file, at + 8, length));
      }
      if (kind == CHUNK_DATA || length < 0) {
        return Optional.empty();
      }
      at = Math.addExact(at, length) + 12;
    }
    return Optional.empty();
  }

  private static Optional<ByteBuffer> webp(ByteBuffer file) {
    int at = 12;
    while (at + 8 <= file.limit()) {
      int kind = file.getInt(at);
      int length = Integer.reverseBytes(file.getInt(at + 4));
      if (kind == RIFF_EXIF) {
        // Some programs keep the six bytes that JPEG has in front.
        int skipped = length > 6 && file.getInt(at + 8) == EXIF ? 6 : 0;
        return Optional.of(part(file, at + 8 + skipped, length - skipped));
      }
      if (length < 0 || length > file.limit()) {
        return Optional.empty();
      }
      at += 8 + length + (length & 1);
    }
    return Optional.empty();
  }

  private static ByteBuffer part(ByteBuffer file, int from, int length) {
    return file.slice(from, Math.min(length, file.limit() - from));
  }

  /** The tag in the first directory of a TIFF structure. */
  private static int tiff(ByteBuffer part) {
    ByteBuffer tiff = part.slice();
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    int entries = tiff.getShort(directory) & 0xffff;
    for (int entry = 0; entry < entries; entry++) {
      int at = directory + 2 + 12 * entry;
      if ((tiff.getShort(at) & 0xffff) == TAG && tiff.getShort(at + 2) == SHORT) {
        int value = tiff.getShort(at + 8);
        return value >= 1 && value <= 8 ? value : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /** The picture as it is to be looked at. */
  static Picture upright(Picture picture, int orientation) {
    if (orientation == UPRIGHT) {
      return picture;
    }
    int height = picture.shape().height();
    int width = picture.shape().width();
    boolean turned = orientation >= 5;
    ImageShape shape =
        new ImageShape(
            picture.shape().channels(), turned ? width : height, turned ? height : width);
    byte[] from = picture.samples();
    byte[] to = new byte[from.length];
    boolean backColumns = orientation == 2 || orientation == 3 || orientation >= 7;
    boolean backRows = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    int at = 0;
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          int row = turned ? x : y;
          int column = turned ? y : x;
          row = backRows ? height - 1 - row : row;
          column = backColumns ? width - 1 - column : column;
          to[at++] = from[(c * height + row) * width + column];
        }
      }
    }
    return new Picture(shape, to);
  }
}
