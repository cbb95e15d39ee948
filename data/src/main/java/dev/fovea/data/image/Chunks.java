// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The named parts of an image file, in order: segments of JPEG (ISO 10918-1, B.1.1.4), chunks of
 * PNG and of WebP's RIFF. Each comes whole, header included, as a slice of the file's own bytes,
 * cut short where the file is.
 */
final class Chunks {
  /** Bytes before what a segment of JPEG holds: marker and length. */
  static final int JPEG_HEADER = 4;

  /** Bytes before what a chunk of PNG or WebP holds: its length and type. */
  static final int HEADER = 8;

  private static final int JPEG_MARKER = 2;
  private static final int JPEG_SCAN = 0xda;

  /** Bytes behind what a chunk of PNG holds. */
  static final int PNG_CHECKSUM = 4;

  private static final int WEBP_FIRST = 12;

  private Chunks() {}

  /**
   * Segments before the pixels.
   *
   * @param marker 0xe0 to 0xef for APP0 to APP15
   * @param name how what the segment holds begins
   */
  static Stream<ByteBuffer> jpeg(byte[] content, int marker, String name) {
    ByteBuffer file = ByteBuffer.wrap(content);
    // Any number of fill bytes may stand before a marker.
    IntToLongFunction length =
        at -> content[at + 1] == -1 ? 1 : JPEG_MARKER + (file.getShort(at + JPEG_MARKER) & 0xffff);
    return places(file, 2, length)
        .takeWhile(at -> content[at] == -1 && content[at + 1] != (byte) JPEG_SCAN)
        .filter(at -> content[at + 1] == (byte) marker && is(content, at + JPEG_HEADER, name))
        .mapToObj(at -> slice(file, at, length));
  }

  /** Chunks of a type, four letters, before and behind the pixels. */
  static Stream<ByteBuffer> png(byte[] content, String type) {
    ByteBuffer file = ByteBuffer.wrap(content);
    IntToLongFunction length =
        at -> HEADER + Integer.toUnsignedLong(file.getInt(at)) + PNG_CHECKSUM;
    return places(file, 8, length)
        .takeWhile(at -> !is(content, at + 4, "IEND"))
        .filter(at -> is(content, at + 4, type))
        .mapToObj(at -> slice(file, at, length));
  }

  /** Chunks of a type, four letters. */
  static Stream<ByteBuffer> webp(byte[] content, String type) {
    ByteBuffer file = ByteBuffer.wrap(content);
    IntToLongFunction length = at -> webpLength(file, at) + (webpLength(file, at) & 1);
    return places(file, WEBP_FIRST, length)
        .filter(at -> is(content, at, type))
        .mapToObj(at -> slice(file, at, length));
  }

  /**
   * Whether a WebP, or a chunk of it, claims more bytes than there are. Its lossless decoder takes
   * what is missing for zeros.
   */
  static boolean isCutWebp(byte[] content) {
    ByteBuffer file = ByteBuffer.wrap(content);
    long end = webpLength(file, 0);
    IntToLongFunction length = at -> webpLength(file, at) + (webpLength(file, at) & 1);
    return end > content.length
        || places(file, WEBP_FIRST, length)
            .takeWhile(at -> at < end)
            .anyMatch(at -> at + webpLength(file, at) > content.length);
  }

  /** Of a chunk with its header, without the byte that makes it even. */
  private static long webpLength(ByteBuffer file, int at) {
    return HEADER + Integer.toUnsignedLong(Integer.reverseBytes(file.getInt(at + 4)));
  }

  /** Where parts begin that have a whole header. */
  private static IntStream places(ByteBuffer file, int first, IntToLongFunction length) {
    return IntStream.iterate(
        first,
        at -> at + HEADER <= file.limit(),
        at -> (int) Math.min(file.limit(), at + length.applyAsLong(at)));
  }

  private static ByteBuffer slice(ByteBuffer file, int at, IntToLongFunction length) {
    return file.slice(at, (int) Math.min(file.limit() - at, length.applyAsLong(at)));
  }

  private static boolean is(byte[] content, int at, String name) {
    byte[] letters = name.getBytes(StandardCharsets.ISO_8859_1);
    return content.length - at >= letters.length
        && Arrays.equals(content, at, at + letters.length, letters, 0, letters.length);
  }
}
