// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;

/**
 * EXIF in a text chunk of PNG, as ImageMagick and ExifTool wrote it before PNG had a chunk for it:
 * under a name, three lines and then hexadecimal digits.
 */
final class RawProfile {
  private static final byte[] NAME =
      "Raw profile type exif\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final int LINES = 3;

  /** What is read of a text, packed or not: the 64 KB that EXIF of JPEG may have, in digits. */
  private static final int MOST = 1 << 18;

  private RawProfile() {}

  /** What the first chunk of each type holds; one that is damaged holds nothing. */
  static Stream<ByteBuffer> of(byte[] png) {
    return Stream.of("tEXt", "zTXt", "iTXt")
        .flatMap(
            type ->
                Chunks.png(png, type)
                    .map(RawProfile::inside)
                    .filter(RawProfile::isNamed)
                    .limit(1)
                    .map(chunk -> content(type, chunk)))
        .flatMap(Optional::stream);
  }

  private static ByteBuffer inside(ByteBuffer chunk) {
    return chunk.slice(
        Chunks.HEADER, Math.max(0, chunk.limit() - Chunks.HEADER - Chunks.PNG_CHECKSUM));
  }

  private static boolean isNamed(ByteBuffer inside) {
    return inside.limit() >= NAME.length
        && inside.slice(0, NAME.length).equals(ByteBuffer.wrap(NAME));
  }

  private static Optional<ByteBuffer> content(String type, ByteBuffer inside) {
    byte[] rest = new byte[Math.min(MOST, inside.limit() - NAME.length)];
    inside.get(NAME.length, rest);
    try {
      byte[] text = text(type, rest);
      String digits =
          new String(text, StandardCharsets.ISO_8859_1)
              .lines()
              .skip(LINES)
              .map(String::strip)
              .collect(Collectors.joining());
      return Optional.of(ByteBuffer.wrap(HexFormat.of().parseHex(digits)));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] text(String type, byte[] rest) throws IOException {
    if (type.equals("tEXt")) {
      return rest;
    }
    int start = 1;
    boolean packed = true;
    if (type.equals("iTXt")) {
      packed = rest.length > 0 && rest[0] == 1;
      // Behind flag and method: language and translated name, each with a zero at its end.
      start = 2;
      for (int zeros = 0; zeros < 2 && start < rest.length; start++) {
        zeros += rest[start] == 0 ? 1 : 0;
      }
    }
    byte[] text = Arrays.copyOfRange(rest, Math.min(start, rest.length), rest.length);
    if (!packed) {
      return text;
    }
    try (InputStream unpacked = new InflaterInputStream(new ByteArrayInputStream(text))) {
      return unpacked.readNBytes(MOST);
    }
  }
}
