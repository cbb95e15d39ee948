// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.idx;

import dev.fovea.tensor.FoveaException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * One IDX file of unsigned bytes: {@code 00 00 08 rank}, then {@code rank} big-endian sizes, then
 * the content. Plain or gzipped is told by content, not by name.
 */
public final class IdxFile {
  private static final int UNSIGNED_BYTE = 0x08;
  private static final int FIRST_BLOCK = 1 << 16;
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private final byte[] header;
  private final List<Integer> sizes;
  private final byte[] content;

  private IdxFile(byte[] header, List<Integer> sizes, byte[] content) {
    this.header = header;
    this.sizes = sizes;
    this.content = content;
  }

  /** Sizes from the slowest to the fastest: images, rows, columns. */
  public List<Integer> sizes() {
    return sizes;
  }

  /** The bytes after the header; not a copy. */
  public byte[] content() {
    return content;
  }

  /** SHA-256 of the unpacked file, header included, in lower-case hexadecimal. */
  public String sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(header);
      return HexFormat.of().formatHex(digest.digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes the file in its plain form. */
  public void writeTo(Path file) throws IOException {
    try (var out = Files.newOutputStream(file)) {
      out.write(header);
      out.write(content);
    }
  }

  /**
   * Reads a whole file.
   *
   * @param rank dimensions expected: 3 for images, 1 for labels
   * @throws FoveaException when it is missing, unreadable, damaged, too short, too long or of
   *     another kind
   */
  public static IdxFile read(Path file, int rank) {
    if (Files.isDirectory(file)) {
      throw new FoveaException("%s is a folder, expected an IDX file", file);
    }
    if (!Files.isRegularFile(file)) {
      throw new FoveaException("%s does not exist or is not a file", file);
    }
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), FIRST_BLOCK)) {
      long length = Files.size(file);
      raw.mark(2);
      boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
      raw.reset();
      return gzip
          ? read(file, new GZIPInputStream(raw, FIRST_BLOCK), rank, -1, length)
          : read(file, raw, rank, length, length);
    } catch (EOFException e) {
      throw new FoveaException("%s: the gzip data end too early; fetch the file again", file);
    } catch (ZipException e) {
      throw new FoveaException(
          "%s: the gzip data are damaged (%s); fetch the file again", file, e.getMessage());
    } catch (IOException e) {
      throw new FoveaException("%s cannot be read: %s", file, e.toString());
    }
  }

  private static IdxFile read(Path file, InputStream in, int rank, long plainLength, long onDisk)
      throws IOException {
    byte[] header = in.readNBytes(4 + 4 * rank);
    List<Integer> sizes = sizes(file, header, rank);
    long claimed = 1;
    for (int size : sizes) {
      // Sizes are at most 2^31 - 1 and the running product is capped, so this cannot overflow.
      claimed = Math.min(claimed * size, 1L << 32);
    }
    long total = header.length + claimed;
    if (claimed > MAX_ARRAY) {
      throw new FoveaException(
          "%s: header claims %s bytes of content, more than %d can be held; the file has %d bytes",
          file, product(sizes), MAX_ARRAY, onDisk);
    }
    if (plainLength >= 0 && plainLength != total) {
      throw new FoveaException(
          "%s: %d bytes, but its header (%s) asks for %d; the file is %s, fetch it again",
          file, plainLength, product(sizes), total, plainLength < total ? "cut short" : "too long");
    }
    byte[] content = content(in, (int) claimed, plainLength >= 0);
    if (content.length < claimed || in.read() != -1) {
      throw new FoveaException(
          "%s: unpacks to %s bytes, but its header (%s) asks for %d; the file is %s, fetch it"
              + " again",
          file,
          content.length < claimed ? header.length + content.length : "more than " + total,
          product(sizes),
          total,
          content.length < claimed ? "cut short" : "too long");
    }
    return new IdxFile(header, sizes, content);
  }

  private static List<Integer> sizes(Path file, byte[] header, int rank) {
    int expected = UNSIGNED_BYTE << 8 | rank;
    ByteBuffer fields = ByteBuffer.wrap(header);
    int magic = header.length < 4 ? expected : fields.getInt();
    if (magic != expected) {
      throw new FoveaException(
          "%s: wrong magic 0x%08x, expected 0x%08x (IDX, unsigned bytes, %d dimensions: %s)",
          file, magic, expected, rank, rank == 3 ? "images" : "labels");
    }
    if (header.length < 4 + 4 * rank) {
      throw new FoveaException(
          "%s: %d bytes, too short for an IDX header of %d; fetch the file again",
          file, header.length, 4 + 4 * rank);
    }
    Integer[] sizes = new Integer[rank];
    for (int d = 0; d < rank; d++) {
      sizes[d] = fields.getInt();
      if (sizes[d] < 1) {
        throw new FoveaException(
            "%s: dimension %d claims %s, expected 1 to %d",
            file, d, Integer.toUnsignedString(sizes[d]), Integer.MAX_VALUE);
      }
    }
    return List.of(sizes);
  }

  /** Reads up to {@code claimed} bytes; unless they are known to exist, memory follows arrival. */
  private static byte[] content(InputStream in, int claimed, boolean known) throws IOException {
    byte[] content = new byte[known ? claimed : Math.min(claimed, FIRST_BLOCK)];
    int filled = 0;
    while (true) {
      filled += in.readNBytes(content, filled, content.length - filled);
      if (filled == claimed || filled < content.length) {
        return filled == content.length ? content : Arrays.copyOf(content, filled);
      }
      content = Arrays.copyOf(content, (int) Math.min(claimed, 2L * content.length));
    }
  }

  private static String product(List<Integer> sizes) {
    return String.join(" x ", sizes.stream().map(String::valueOf).toList());
  }
}
