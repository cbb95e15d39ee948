// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import dev.fovea.tensor.FoveaException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;

/**
 * Reads JPEG, PNG, BMP, GIF, WebP and TIFF files of any colour mode into grey or RGB pictures, held
 * as their EXIF orientation says.
 *
 * <p>Colours are taken as they are stored: alpha, divided out of colours that it is in, and colour
 * profiles are dropped, palettes looked up, 16-bit samples cut to their upper byte; of several
 * pages the first counts. What the header claims is checked before anything is decoded. Readers are
 * reused; an instance serves one thread.
 */
public final class ImageFiles implements AutoCloseable {
  /** Larger images are refused. */
  public static final long MAX_PIXELS = 50_000_000;

  /** How the names of image files end. */
  public static final List<String> ENDINGS =
      Arrays.stream(ImageFormat.values()).flatMap(f -> f.endings().stream()).toList();

  /** Larger files are refused; no camera writes such. */
  private static final long MAX_FILE = 200_000_000;

  /** Bytes of one decoded image, before it is cut to bytes. */
  private static final long MAX_DECODED = 256_000_000;

  /** Decoded bytes that any file may have, and how much longer than the file more may be. */
  private static final long FREE_DECODED = 30_000_000;

  /** Deflate, the keenest of common compressions, comes to 1032 on a picture of one colour. */
  private static final long MAX_GROWTH = 1100;

  /** Pixels times passes of a progressive JPEG; a second's work. */
  private static final long MAX_PASSES = 2_000_000_000;

  /** Bytes that the decoder of lossless WebP holds and has not used yet. */
  private static final int WEBP_AHEAD = 8;

  /** Kinds of samples, as TIFF counts them. */
  private static final int UNSIGNED = 1;

  private static final int SIGNED = 2;

  private static final String FORMATS =
      Arrays.stream(ImageFormat.values()).map(Enum::name).collect(Collectors.joining(", "));

  private final Map<ImageFormat, ImageReader> readers = new EnumMap<>(ImageFormat.class);
  private String latestMode = "";
  private String latestSize = "";

  /** Whether a file's name ends like an image's; says nothing about its content. */
  public static boolean isNamedLikeOne(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /**
   * One image as a model wants it: converted to the wanted channels, then fitted.
   *
   * @throws FoveaException naming the file, when it is missing, not an image, damaged or too large
   */
  public Picture read(Path file, int channels, Fit fit) {
    return fit.apply(read(file).toChannels(channels));
  }

  /** One image in its own size, grey (1 channel) or RGB (3). */
  public Picture read(Path file) {
    return decode(file, bytes(file));
  }

  /**
   * A picture and what its file says of it.
   *
   * @param format name of the file's format
   * @param mode how samples are stored, such as {@code RGB}, {@code palette} or {@code grey 16-bit}
   * @param orientation as EXIF counts, 1 to 8; 1 is upright
   */
  public record Inspected(Picture picture, String format, String mode, int orientation) {}

  /** One image, and how it is stored. */
  public Inspected inspect(Path file) {
    byte[] content = bytes(file);
    Picture picture = decode(file, content);
    ImageFormat format = ImageFormat.of(content).orElseThrow();
    return new Inspected(picture, format.name(), latestMode, Orientation.of(format, content));
  }

  /** Whether a file's name ends as those of its format do. */
  public static boolean isNamedAs(Path file, String format) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return ImageFormat.valueOf(format)
        .endings()
        .contains(name.substring(name.lastIndexOf('.') + 1));
  }

  /** 1 for a file that holds a grey image, 3 for colours, 0 for one that cannot be read. */
  public int channels(Path file) {
    try {
      return read(file).shape().channels();
    } catch (HeapException e) {
      throw e;
    } catch (FoveaException e) {
      return 0;
    }
  }

  /**
   * The bytes of a file that may be an image.
   *
   * @throws FoveaException when it is missing, no plain file, or larger than any image
   */
  public static byte[] bytes(Path file) {
    if (Files.isDirectory(file)) {
      throw new FoveaException("%s is a folder, expected an image file", file);
    }
    if (Files.isSymbolicLink(file) && !Files.exists(file)) {
      throw new FoveaException("%s is a link to a file that does not exist; remove it", file);
    }
    if (!Files.isRegularFile(file)) {
      throw new FoveaException("%s does not exist or is not a file", file);
    }
    try {
      long size = Files.size(file);
      FoveaException.check(
          size <= MAX_FILE,
          "%s has %d MB, more than the %d MB an image may have; shrink it first",
          file,
          size / 1_000_000,
          MAX_FILE / 1_000_000);
      return content(file, size);
    } catch (AccessDeniedException e) {
      throw new FoveaException(e, "%s may not be read by this user; change its permissions", file);
    } catch (IOException e) {
      throw new FoveaException(e, "%s cannot be read: %s", file, oneLine(e));
    }
  }

  private static byte[] content(Path file, long size) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (OutOfMemoryError e) {
      throw new HeapException(e, file, size + " bytes");
    }
  }

  /**
   * The picture that a file's bytes hold.
   *
   * @param file for messages
   * @throws HeapException when there is too little memory for it
   */
  public Picture decode(Path file, byte[] content) {
    Optional<ImageFormat> found = ImageFormat.of(content);
    if (found.isEmpty()) {
      throw new FoveaException(
          "%s is not an image of a known format (%d bytes); convert it to one of %s",
          file, content.length, FORMATS);
    }
    ImageFormat format = found.get();
    latestSize = "%d bytes".formatted(content.length);
    byte[] readable = readable(format, content);
    BytesStream stream =
        format == ImageFormat.WEBP
            ? BytesStream.padded(readable, WEBP_AHEAD)
            : new BytesStream(readable);
    try {
      if (format == ImageFormat.WEBP && Chunks.isCutWebp(content)) {
        throw truncated(file);
      }
      ImageReader reader = readers.computeIfAbsent(format, ImageFormat::open);
      Picture picture = decode(file, format, reader, stream, content);
      reader.reset();
      return Orientation.upright(picture, Orientation.of(format, content));
    } catch (FoveaException e) {
      drop(format);
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // Readers meet hostile files with all kinds of unchecked exceptions.
      drop(format);
      throw failure(file, e, isCut(format, stream));
    }
  }

  private static byte[] readable(ImageFormat format, byte[] content) {
    return switch (format) {
      case JPEG -> ColourProfiles.hidden(format, JpegColours.plain(content));
      case WEBP -> ColourProfiles.hidden(format, content);
      case GIF -> GifFrame.reblocked(content);
      default -> content;
    };
  }

  private FoveaException failure(Path file, Throwable e, boolean cut) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      // No heap has room for more than the largest array; only damaged files ask for that.
      if (cause instanceof OutOfMemoryError full && !oneLine(full).contains("array size")) {
        return new HeapException(full, file, latestSize);
      }
    }
    if (cut || e instanceof EOFException || e.getCause() instanceof EOFException) {
      return truncated(file);
    }
    // What readers check they say themselves; else the message is of their own inside.
    return e instanceof IOException
        ? new FoveaException(e, "%s cannot be decoded: %s", file, oneLine(e))
        : new FoveaException(e, "%s is cut short or damaged; get the file again", file);
  }

  /** A reader that has failed may be left in any state. */
  private void drop(ImageFormat format) {
    ImageReader reader = readers.remove(format);
    if (reader != null) {
      reader.dispose();
    }
  }

  @Override
  public void close() {
    List.copyOf(readers.keySet()).forEach(this::drop);
  }

  private Picture decode(
      Path file, ImageFormat format, ImageReader reader, BytesStream stream, byte[] content)
      throws IOException {
    boolean[] cutShort = new boolean[1];
    // The JPEG decoder fills what is missing with grey. Of a gap before a marker it tells in a
    // warning of libjpeg's, which has one language; where the file just ends, it asks for more.
    reader.addIIOReadWarningListener(
        (source, warning) ->
            cutShort[0] |= warning.toLowerCase(Locale.ROOT).contains("premature end"));
    reader.setInput(stream, true, true);
    check(file, format, reader, content);
    Picture picture;
    if (format == ImageFormat.JPEG && inks(reader)) {
      latestMode = "CMYK";
      picture = InkSamples.read(file, reader.readRaster(0, null), content);
    } else {
      BufferedImage image = reader.read(0, format == ImageFormat.JPEG ? inOrder(reader) : null);
      latestMode = ColourSamples.mode(image.getColorModel());
      picture = ColourSamples.read(file, image, isAssociated(format, content));
      if (format == ImageFormat.GIF) {
        GifFrame frame = GifFrame.of(content, image.getWidth(), image.getHeight());
        cutShort[0] |= frame.isCut(content, (long) image.getWidth() * image.getHeight());
        if (image.getColorModel() instanceof IndexColorModel palette) {
          picture = frame.around(picture, palette);
        }
      } else if (format == ImageFormat.WEBP) {
        Canvas canvas = Canvas.webp(content, image.getWidth(), image.getHeight());
        picture = canvas.around(picture, 0);
      }
    }
    if (cutShort[0] || isCut(format, stream)) {
      throw truncated(file);
    }
    return picture;
  }

  /** Whether colours are multiplied by alpha; the reader of TIFF does not always say so. */
  private static boolean isAssociated(ImageFormat format, byte[] content) {
    return format == ImageFormat.TIFF
        && new TiffTags(ByteBuffer.wrap(content)).first(TiffTags.EXTRA_SAMPLES, 0)
            == TiffTags.ASSOCIATED;
  }

  /** Whether pixels are missing at the end; readers of other formats may look further. */
  private static boolean isCut(ImageFormat format, BytesStream stream) {
    return (format == ImageFormat.JPEG || format == ImageFormat.WEBP) && stream.ranOut();
  }

  /** Throws when the header claims more than can be meant. */
  private void check(Path file, ImageFormat format, ImageReader reader, byte[] content)
      throws IOException {
    long width = reader.getWidth(0);
    long height = reader.getHeight(0);
    if (format == ImageFormat.GIF || format == ImageFormat.WEBP) {
      Canvas canvas =
          format == ImageFormat.GIF
              ? GifFrame.of(content, reader.getWidth(0), reader.getHeight(0)).canvas()
              : Canvas.webp(content, reader.getWidth(0), reader.getHeight(0));
      width = canvas.width();
      height = canvas.height();
    } else if (format == ImageFormat.TIFF) {
      TiffTags tags = new TiffTags(ByteBuffer.wrap(content));
      checkSamples(file, tags);
      // Not every decoder of the reader's tells: those for fax leave the rest white.
      if (tags.isCut()) {
        throw truncated(file);
      }
    }
    if (width < 1 || height < 1 || width * height > MAX_PIXELS) {
      throw new FoveaException(
          "%s: claims %d x %d pixels, expected 1 to %d million in all; shrink it first",
          file, width, height, MAX_PIXELS / 1_000_000);
    }
    latestSize = "%d x %d pixels".formatted(width, height);
    ImageTypeSpecifier type = reader.getRawImageType(0);
    long bits = type == null ? 32 : type.getColorModel().getPixelSize();
    long decoded = width * height * bits / 8;
    if (decoded > MAX_DECODED) {
      throw new FoveaException(
          "%s: claims %d x %d pixels of %d bits, %d MB; expected at most %d MB, shrink it first",
          file, width, height, bits, decoded / 1_000_000, MAX_DECODED / 1_000_000);
    }
    if (decoded > FREE_DECODED && decoded / content.length > MAX_GROWTH) {
      throw new FoveaException(
          "%s: claims %d x %d pixels in a file of %d bytes, which is made to fill memory; convert it",
          file, width, height, content.length);
    }
    long passes = format == ImageFormat.JPEG ? JpegMarkers.passes(content) : 1;
    if (width * height * passes > MAX_PASSES) {
      throw new FoveaException(
          "%s: has %d x %d pixels in %d passes, which is made to keep programs busy; convert it",
          file, width, height, passes);
    }
  }

  /** Throws when samples are no brightness from black to white, which is what bytes are. */
  private static void checkSamples(Path file, TiffTags tags) {
    int bits = tags.first(TiffTags.BITS_PER_SAMPLE, 1);
    int format = tags.first(TiffTags.SAMPLE_FORMAT, UNSIGNED);
    FoveaException.check(
        format != SIGNED,
        "%s holds signed samples of %d bits; convert it to 8 or 16 bits without a sign",
        file,
        bits);
    FoveaException.check(
        bits <= 16 || format != UNSIGNED,
        "%s holds samples of %d bits; convert it to 8 or 16 bits a sample",
        file,
        bits);
  }

  /** Whether the file stores CMYK or YCCK; some Java versions offer no image type for these. */
  private static boolean inks(ImageReader reader) throws IOException {
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    return reader.canReadRaster()
        && (!types.hasNext()
            || types.next().getColorModel().getColorSpace().getType() == ColorSpace.TYPE_CMYK);
  }

  /**
   * A destination for a JPEG's colours in the order in which they are decoded. The reader's own has
   * blue first, and turning every pixel round takes as long again as decoding.
   */
  private static ImageReadParam inOrder(ImageReader reader) throws IOException {
    ColorSpace colours = reader.getImageTypes(0).next().getColorModel().getColorSpace();
    if (colours.getType() != ColorSpace.TYPE_RGB) {
      return null;
    }
    ImageReadParam param = reader.getDefaultReadParam();
    param.setDestination(
        ImageTypeSpecifier.createInterleaved(
                colours, new int[] {0, 1, 2}, DataBuffer.TYPE_BYTE, false, false)
            .createBufferedImage(reader.getWidth(0), reader.getHeight(0)));
    return param;
  }

  private static FoveaException truncated(Path file) {
    return new FoveaException("%s: the image is cut short; get the file again", file);
  }

  private static String oneLine(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return (message == null ? root.getClass().getSimpleName() : message).replaceAll("\\s+", " ");
  }
}
