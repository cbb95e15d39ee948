// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.file;

import dev.fovea.formats.FileFailure;
import dev.fovea.tensor.FoveaException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/** What a run does with folders and small text files. */
public final class Folders {
  private static final long MOST_TEXT = 16 << 20;

  private Folders() {}

  /** Creates a folder with those above it; it may be there already. */
  public static void create(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw FileFailure.of("create folder", folder, e);
    }
  }

  /** Creates a folder in one that exists; false when the name is taken. */
  public static boolean createNew(Path folder) {
    try {
      Files.createDirectory(folder);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw FileFailure.of("create folder", folder, e);
    }
  }

  /** Names in a folder, sorted; empty when it is not there. */
  public static List<String> list(Path folder) {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw FileFailure.of("read folder", folder, e);
    }
  }

  /** Removes a file, or a folder with all it holds; links are removed, not followed. */
  public static void remove(Path path) {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Files.walkFileTree(path, new Remover());
    } catch (IOException e) {
      throw FileFailure.of("remove", path, e);
    }
  }

  /** Removes a folder that holds nothing; any other stays. */
  public static void removeEmpty(Path folder) {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      return;
    } catch (IOException e) {
      throw FileFailure.of("remove", folder, e);
    }
  }

  /** Gives a file or a folder another name on the same disk, in one go. */
  public static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw FileFailure.of("move", from, e);
    }
  }

  /** The text of a file of UTF-8, of at most 16 MB. */
  public static String text(Path file) {
    try {
      FoveaException.check(
          Files.size(file) <= MOST_TEXT, "%s: has more than %d bytes", file, MOST_TEXT);
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new FoveaException(e, "%s: is not a text in UTF-8", file);
    } catch (IOException e) {
      throw FileFailure.of("read", file, e);
    }
  }

  /** Adds to the end of a file that exists. */
  public static void append(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw FileFailure.of("write", file, e);
    }
  }

  /** Makes the names in a folder survive a power cut. */
  static void force(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows opens no folders, and some file systems force none; the file itself is safe.
      return;
    }
  }

  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
