// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.listing;

import dev.fovea.data.image.ImageFiles;
import dev.fovea.tensor.FoveaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What counts of a folder: files and folders but hidden ones, such as those that macOS leaves in
 * archives; links are followed. Runs that lie beside the images are no data.
 */
public final class FolderWalk {
  /** The folder of runs, where no other is asked for, and what tells a run. */
  private static final String RUNS = "runs";

  private static final String ARGS = "args.yaml";

  private FolderWalk() {}

  /**
   * The files whose names end like an image's, in a folder and the folders in it, sorted. A broken
   * link is among them: it is for the reader to complain about, like any damaged image.
   */
  public static List<Path> images(Path folder) {
    List<Path> images =
        files(folder, Integer.MAX_VALUE).stream()
            .filter(file -> ImageFiles.isNamedLikeOne(file))
            .toList();
    images.forEach(Names::readable);
    return images;
  }

  /**
   * All files in a folder and the folders in it, sorted.
   *
   * @param depth how many folders to go down, the folder itself being the first
   */
  public static List<Path> files(Path folder, int depth) {
    try (Stream<Path> all = Files.walk(folder, depth, FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(f -> !isHidden(folder.relativize(f)))
          .filter(f -> Files.isRegularFile(f) || !Files.exists(f))
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(folder, e);
    }
  }

  /**
   * As {@link #images} for what is said in passing: what cannot be read is not there, nor is what
   * runs hold.
   */
  static List<Path> strayImages(Path folder) {
    List<Path> images = new ArrayList<>();
    FileVisitor<Path> visitor =
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes) {
            boolean counts =
                inner.equals(folder) || !isHidden(inner.getFileName()) && !isRun(inner);
            return counts ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!isHidden(file.getFileName()) && ImageFiles.isNamedLikeOne(file)) {
              images.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path inner, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        };
    try {
      Files.walkFileTree(folder, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, visitor);
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
    Collections.sort(images);
    return images;
  }

  /** The folders in a folder, sorted as classes are. */
  static List<Path> folders(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isDirectory)
          .filter(f -> !isHidden(f.getFileName()) && !isRun(f))
          .map(Names::readable)
          .sorted(Comparator.comparing((Path f) -> f.getFileName().toString(), ImageList.byName()))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(folder, e);
    }
  }

  /** Whether a folder is a run, or the folder that training makes for runs. */
  private static boolean isRun(Path folder) {
    if (Files.exists(folder.resolve(ARGS))) {
      return true;
    }
    if (!folder.getFileName().toString().equals(RUNS)) {
      return false;
    }
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.anyMatch(run -> Files.exists(run.resolve(ARGS)));
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  private static boolean isHidden(Path inside) {
    for (Path part : inside) {
      String name = part.toString();
      if (name.startsWith(".") && name.length() > 1 && !name.equals("..")
          || name.equals("__MACOSX")) {
        return true;
      }
    }
    return false;
  }

  private static FoveaException unreadable(Path folder, Exception e) {
    Throwable cause = e.getCause() instanceof IOException ? e.getCause() : e;
    if (cause instanceof AccessDeniedException denied) {
      return new FoveaException(
          e, "%s may not be read by this user; change its permissions", denied.getFile());
    }
    if (cause instanceof FileSystemLoopException loop) {
      return new FoveaException(
          e, "%s is a link to a folder that it lies in; remove it", loop.getFile());
    }
    return new FoveaException(e, "%s cannot be read: %s", folder, cause.toString());
  }
}
