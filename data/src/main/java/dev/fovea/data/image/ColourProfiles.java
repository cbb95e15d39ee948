// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import java.nio.ByteBuffer;
import java.util.stream.Stream;

/**
 * ICC profiles in JPEG and WebP files, by which readers would convert colours to sRGB. Networks are
 * trained on samples as they are stored, which is also what Pillow and torchvision read.
 */
final class ColourProfiles {
  private static final String JPEG_NAME = "ICC_PROFILE\0";
  private static final String WEBP_TYPE = "ICCP";

  private ColourProfiles() {}

  /** The same file with its profiles made unknown to readers; itself where it has none. */
  static byte[] hidden(ImageFormat format, byte[] content) {
    if (profiles(format, content).findAny().isEmpty()) {
      return content;
    }
    byte[] result = content.clone();
    int name = format == ImageFormat.JPEG ? Chunks.JPEG_HEADER : 0;
    profiles(format, result).forEach(profile -> profile.put(name, (byte) '-'));
    return result;
  }

  private static Stream<ByteBuffer> profiles(ImageFormat format, byte[] content) {
    return switch (format) {
      case JPEG -> Chunks.jpeg(content, 0xe2, JPEG_NAME);
      case WEBP -> Chunks.webp(content, WEBP_TYPE);
      default -> Stream.empty();
    };
  }
}
