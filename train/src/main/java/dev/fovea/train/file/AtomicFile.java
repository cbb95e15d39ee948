// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.file;

import dev.fovea.formats.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Replaces a file in one go: whoever reads it, and whoever finds it after a crash or a power cut,
 * sees the old content or the new, never a mixture.
 *
 * <p>The new content goes to a hidden file beside it, is forced to the disk, and takes the name by
 * an atomic move. A process killed before the move leaves the hidden file; the next write to the
 * same name takes it over.
 *
 * <p>A symbolic link stays and the file that it leads to is replaced. What is no regular file, such
 * as a named pipe or a device, cannot be replaced: it is written to straight.
 */
public final class AtomicFile {
  /** What names of unfinished files end with. */
  static final String UNFINISHED = ".part";

  private AtomicFile() {}

  /** Writes the content of a file to a channel that is open at its beginning. */
  @FunctionalInterface
  public interface Content {
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * Gives {@code target} new content; its folder must exist.
   *
   * @throws dev.fovea.tensor.FoveaException naming the file when it cannot be written; the old one
   *     is then as it was
   */
  public static void write(Path target, Content content) {
    try {
      if (Files.isRegularFile(target)) {
        replace(target.toRealPath(), content);
      } else if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        try (FileChannel channel = open(target)) {
          content.writeTo(channel);
        }
      } else {
        replace(target, content);
      }
    } catch (IOException e) {
      throw FileFailure.of("write", target, e);
    }
  }

  private static void replace(Path file, Content content) throws IOException {
    Path unfinished = file.resolveSibling("." + file.getFileName() + UNFINISHED);
    try {
      try (FileChannel channel = open(unfinished)) {
        content.writeTo(channel);
        channel.force(true);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException | Error e) {
      remove(unfinished, e);
      throw e;
    }
    Folders.force(file.toAbsolutePath().getParent());
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
  }

  public static void write(Path target, byte[] bytes) {
    write(
        target,
        channel -> {
          ByteBuffer rest = ByteBuffer.wrap(bytes);
          while (rest.hasRemaining()) {
            channel.write(rest);
          }
        });
  }

  /** Writes text as UTF-8. */
  public static void write(Path target, String text) {
    write(target, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Gives {@code target} the content of another file. */
  public static void copy(Path source, Path target) {
    try (FileChannel from = FileChannel.open(source, StandardOpenOption.READ)) {
      write(target, to -> transfer(from, to));
    } catch (IOException e) {
      throw FileFailure.of("read", source, e);
    }
  }

  private static void transfer(FileChannel from, FileChannel to) throws IOException {
    long size = from.size();
    for (long at = 0; at < size; ) {
      at += from.transferTo(at, size - at, to);
    }
  }

  private static void remove(Path unfinished, Throwable cause) {
    try {
      Files.deleteIfExists(unfinished);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
