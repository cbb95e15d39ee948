// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import dev.fovea.tensor.FoveaException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/** The formats that can be read, told by how a file begins and never by its name. */
enum ImageFormat {
  JPEG("jpeg", "jpg", "jpeg", "jpe"),
  PNG("png", "png"),
  BMP("bmp", "bmp", "dib"),
  GIF("gif", "gif"),
  WEBP("webp", "webp"),
  TIFF("tiff", "tif", "tiff");

  private final String reader;
  private final List<String> endings;

  ImageFormat(String reader, String... endings) {
    this.reader = reader;
    this.endings = List.of(endings);
  }

  /** How names of such files end. */
  List<String> endings() {
    return endings;
  }

  static Optional<ImageFormat> of(byte[] content) {
    return Arrays.stream(values()).filter(format -> format.begins(content)).findFirst();
  }

  private boolean begins(byte[] content) {
    return switch (this) {
      case JPEG -> starts(content, 0, "\u00ff\u00d8\u00ff");
      case PNG -> starts(content, 0, "\u0089PNG\r\n\u001a\n");
      case BMP -> starts(content, 0, "BM");
      case GIF -> starts(content, 0, "GIF87a") || starts(content, 0, "GIF89a");
      case WEBP -> starts(content, 0, "RIFF") && starts(content, 8, "WEBP");
      case TIFF -> starts(content, 0, "II*\0") || starts(content, 0, "MM\0*");
    };
  }

  private static boolean starts(byte[] content, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return content.length >= at + bytes.length
        && Arrays.equals(content, at, at + bytes.length, bytes, 0, bytes.length);
  }

  /**
   * A new reader. The JDK's own come first where it has one that is quick; its TIFF reader knows
   * fewer kinds of file than the other.
   */
  ImageReader open() {
    Iterator<ImageReader> found = ImageIO.getImageReadersByFormatName(reader);
    ImageReader best = null;
    while (found.hasNext()) {
      ImageReader next = found.next();
      boolean own = next.getClass().getName().startsWith("com.sun.");
      if (best == null || own == (this != TIFF)) {
        best = next;
      }
    }
    if (best == null) {
      throw new FoveaException(
          "this Java has no reader for %s; install a full JDK with the java.desktop module",
          name());
    }
    return best;
  }
}
