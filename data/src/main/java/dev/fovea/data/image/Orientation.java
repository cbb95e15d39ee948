// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import dev.fovea.data.ImageBytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/**
 * How a camera was held: tag 0x0112 of EXIF 2.3, 1 to 8, in an APP1 segment of JPEG, an eXIf chunk
 * of PNG or else a raw profile in its text, an EXIF chunk of WebP, or TIFF itself. Whatever is
 * damaged counts as upright.
 */
final class Orientation {
  static final int UPRIGHT = 1;

  private static final String JPEG_NAME = "Exif\0\0";

  private Orientation() {}

  /** The orientation of a file of that format. */
  static int of(ImageFormat format, byte[] content) {
    Stream<ByteBuffer> exif =
        switch (format) {
          case JPEG ->
              Chunks.jpeg(content, 0xe1, JPEG_NAME)
                  .map(part -> behind(part, Chunks.JPEG_HEADER + JPEG_NAME.length()));
          case PNG ->
              Stream.concat(
                  Chunks.png(content, "eXIf").map(part -> behind(part, Chunks.HEADER)),
                  RawProfile.of(content).map(Orientation::unnamed));
          case WEBP ->
              Chunks.webp(content, "EXIF").map(part -> unnamed(behind(part, Chunks.HEADER)));
          case TIFF -> Stream.of(ByteBuffer.wrap(content));
          case BMP, GIF -> Stream.empty();
        };
    try {
      return exif.findFirst().map(Orientation::tag).orElse(UPRIGHT);
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      return UPRIGHT;
    }
  }

  /** Some programs keep the six bytes that JPEG has in front. */
  private static ByteBuffer unnamed(ByteBuffer content) {
    ByteBuffer name = ByteBuffer.wrap(JPEG_NAME.getBytes(StandardCharsets.US_ASCII));
    return content.mismatch(name) == name.limit() ? behind(content, name.limit()) : content;
  }

  private static ByteBuffer behind(ByteBuffer part, int bytes) {
    return part.slice(bytes, part.limit() - bytes);
  }

  private static int tag(ByteBuffer exif) {
    int value = new TiffTags(exif).first(TiffTags.ORIENTATION, UPRIGHT);
    return value >= 1 && value <= 8 ? value : UPRIGHT;
  }

  /** The picture as it is to be looked at. */
  static Picture upright(Picture picture, int orientation) {
    ImageBytes held = picture.bytes();
    ImageBytes upright =
        switch (orientation) {
          case 2 -> held.leftToRight();
          case 3 -> held.leftToRight().upsideDown();
          case 4 -> held.upsideDown();
          case 5 -> held.transposed();
          case 6 -> held.transposed().leftToRight();
          case 7 -> held.transposed().leftToRight().upsideDown();
          case 8 -> held.transposed().upsideDown();
          default -> held;
        };
    return new Picture(upright);
  }
}
