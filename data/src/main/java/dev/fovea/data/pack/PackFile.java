// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.pack;

import dev.fovea.data.ImageShape;
import dev.fovea.data.image.Fit;
import dev.fovea.data.listing.PictureDataset;
import dev.fovea.data.listing.Sample;
import dev.fovea.tensor.FoveaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * A file of decoded images: record after record, then a byte for each that says whether the image
 * could be read.
 */
record PackFile(Path file, PictureDataset source, ImageShape shape) {
  /** Grows when a file would decode to other bytes than before, or not at all. */
  private static final int VERSION = 4;

  private static final String ARRIVING = "arriving-";

  /**
   * What a file holds.
   *
   * @param good whether each image could be read
   */
  record Content(Segments records, boolean[] good) {}

  static PackFile of(Path folder, PictureDataset source, ImageShape shape, Fit fit) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      String key =
          String.join(" ", String.valueOf(VERSION), source.digest().orElseThrow(), fit.toString());
      byte[] hash = digest.digest(key.getBytes(StandardCharsets.UTF_8));
      String name = source.name().replaceAll("[^A-Za-z0-9._-]", "_");
      String start = name.substring(0, Math.min(40, name.length()));
      String file = start + "-" + HexFormat.of().formatHex(hash).substring(0, 32) + ".u8";
      return new PackFile(folder.resolve(file), source, shape);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private long length() {
    return (long) source.size() * (shape.bytes() + 1);
  }

  /** Whether there is no such file, or one of another length, which nobody has written whole. */
  boolean isMissing() {
    return !Files.isRegularFile(file) || file.toFile().length() != length();
  }

  /**
   * Makes the file.
   *
   * @param fill writes all records; gives the images that could not be read
   */
  void create(Function<Segments, List<BadImage>> fill) {
    Path arriving = null;
    try {
      Files.createDirectories(file.getParent());
      sweep();
      arriving = file.resolveSibling(ARRIVING + UUID.randomUUID() + ".u8");
      // Not a temporary file as Java makes them, which no other user of a cache could read.
      try (FileChannel channel =
          FileChannel.open(
              arriving,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.allocate(1), length() - 1);
        Segments records =
            Segments.mapped(channel, MapMode.READ_WRITE, source.size(), shape.bytes());
        channel.write(flags(fill.apply(records)), length() - source.size());
        records.buffers().forEach(b -> ((MappedByteBuffer) b).force());
        channel.force(true);
      }
      Files.move(arriving, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new FoveaException(
          e,
          "cannot write decoded images to %s (%s); make room, set FOVEA_CACHE to another folder, or"
              + " give --cache none",
          file.getParent(),
          e.toString());
    } finally {
      discard(arriving);
    }
  }

  /** Removes what processes left behind that were killed more than a day ago. */
  private void sweep() throws IOException {
    FileTime yesterday = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
    try (DirectoryStream<Path> leftovers =
        Files.newDirectoryStream(file.getParent(), ARRIVING + "*")) {
      for (Path leftover : leftovers) {
        if (Files.getLastModifiedTime(leftover).compareTo(yesterday) < 0) {
          discard(leftover);
        }
      }
    } catch (NoSuchFileException e) {
      // Another process has swept at the same time.
      return;
    }
  }

  private ByteBuffer flags(List<BadImage> bad) {
    Set<Sample> unread = new HashSet<>();
    bad.forEach(b -> unread.add(b.sample()));
    ByteBuffer flags = ByteBuffer.allocate(source.size());
    for (int i = 0; i < source.size(); i++) {
      flags.put((byte) (unread.contains(source.sample(i)) ? 0 : 1));
    }
    return flags.flip();
  }

  private static void discard(Path arriving) {
    try {
      if (arriving != null) {
        Files.deleteIfExists(arriving);
      }
    } catch (IOException e) {
      // Costs only space; what went wrong before says more.
      return;
    }
  }

  Content open() {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Segments records = Segments.mapped(channel, MapMode.READ_ONLY, source.size(), shape.bytes());
      ByteBuffer flags = ByteBuffer.allocate(source.size());
      channel.read(flags, length() - source.size());
      boolean[] good = new boolean[source.size()];
      for (int i = 0; i < good.length; i++) {
        good[i] = flags.get(i) == 1;
      }
      return new Content(records, good);
    } catch (IOException e) {
      throw new FoveaException(e, "cannot read the decoded images %s: %s", file, e.toString());
    }
  }
}
