// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import dev.fovea.tensor.FoveaException;
import java.awt.color.ColorSpace;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/**
 * Reads PNG and JPEG files of any colour mode into grey or RGB pictures.
 *
 * <p>Colours are taken as they are stored: alpha and colour profiles are dropped, palettes looked
 * up, 16-bit samples cut to their upper byte. The header is checked before anything is decoded.
 * Readers are reused; an instance serves one thread.
 */
public final class ImageFiles implements AutoCloseable {
  /** Larger images are refused: they need more than 150 MB to decode. */
  public static final long MAX_PIXELS = 50_000_000;

  /** How the names of image files end. */
  public static final List<String> ENDINGS = List.of("jpg", "jpeg", "png");

  private final Map<String, ImageReader> readers = new HashMap<>();

  /**
   * One image as a model wants it: converted to the wanted channels, then fitted.
   *
   * @throws FoveaException naming the file, when it is missing, not an image, damaged or too large
   */
  public Picture read(Path file, int channels, Fit fit) {
    return fit.apply(read(file).toChannels(channels));
  }

  /** Whether a file's name ends like an image's; says nothing about its content. */
  public static boolean isNamedLikeOne(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /** 1 for a file that holds a grey image, 3 for colours, 0 for one that cannot be read. */
  public int channels(Path file) {
    try {
      return read(file).shape().channels();
    } catch (FoveaException e) {
      return 0;
    }
  }

  /** One image in its own size, grey (1 channel) or RGB (3). */
  public Picture read(Path file) {
    if (Files.isDirectory(file)) {
      throw new FoveaException("%s is a folder, expected a PNG or JPEG file", file);
    }
    if (!Files.isRegularFile(file)) {
      throw new FoveaException("%s does not exist or is not a file", file);
    }
    try (FileImageInputStream stream = new FileImageInputStream(file.toFile())) {
      ImageReader reader = readerFor(file, stream);
      try {
        return decode(file, reader, stream);
      } finally {
        reader.reset();
      }
    } catch (FoveaException e) {
      throw e;
    } catch (EOFException e) {
      throw truncated(file);
    } catch (IOException | RuntimeException e) {
      // The JDK's readers meet hostile files with all kinds of unchecked exceptions.
      if (e.getCause() instanceof EOFException) {
        throw truncated(file);
      }
      throw new FoveaException("%s cannot be decoded: %s", file, oneLine(e));
    }
  }

  @Override
  public void close() {
    readers.values().forEach(ImageReader::dispose);
    readers.clear();
  }

  private Picture decode(Path file, ImageReader reader, ImageInputStream stream)
      throws IOException {
    boolean[] cutShort = new boolean[1];
    // The JPEG decoder fills what is missing with grey and says so only in a warning.
    reader.addIIOReadWarningListener(
        (source, warning) -> cutShort[0] |= warning.contains("Premature end"));
    reader.setInput(stream, true, true);
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if ((long) width * height > MAX_PIXELS) {
      throw new FoveaException(
          "%s: claims %d x %d pixels, more than %d million; shrink it first",
          file, width, height, MAX_PIXELS / 1_000_000);
    }
    Picture picture;
    if (inks(reader)) {
      picture = InkSamples.read(file, reader.readRaster(0, null), stream);
    } else {
      var image = reader.read(0);
      picture = ColourSamples.read(image.getRaster(), image.getColorModel());
    }
    if (cutShort[0]) {
      throw truncated(file);
    }
    return picture;
  }

  /** Whether the file stores CMYK or YCCK; some Java versions offer no image type for these. */
  private static boolean inks(ImageReader reader) throws IOException {
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    return reader.canReadRaster()
        && (!types.hasNext()
            || types.next().getColorModel().getColorSpace().getType() == ColorSpace.TYPE_CMYK);
  }

  private ImageReader readerFor(Path file, ImageInputStream stream) throws IOException {
    byte[] start = new byte[8];
    int length = Math.max(0, stream.read(start));
    stream.seek(0);
    String format = format(start, length);
    if (format == null) {
      throw new FoveaException(
          "%s is not a PNG or JPEG image (%d bytes); convert it to one of these",
          file, stream.length());
    }
    ImageReader reader = readers.get(format);
    if (reader == null) {
      Iterator<ImageReader> found = ImageIO.getImageReadersByFormatName(format);
      if (!found.hasNext()) {
        throw new FoveaException(
            "%s: this Java has no %s reader; install a full JDK with the java.desktop module",
            file, format);
      }
      reader = found.next();
      readers.put(format, reader);
    }
    return reader;
  }

  private static String format(byte[] start, int length) {
    if (length >= 3 && start[0] == (byte) 0xff && start[1] == (byte) 0xd8 && start[2] == -1) {
      return "jpeg";
    }
    boolean png = length == 8 && start[0] == (byte) 0x89 && start[1] == 'P' && start[2] == 'N';
    return png ? "png" : null;
  }

  private static FoveaException truncated(Path file) {
    return new FoveaException("%s: the image is cut short; get the file again", file);
  }

  private static String oneLine(Exception e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return (message == null ? root.getClass().getSimpleName() : message).replaceAll("\\s+", " ");
  }
}
