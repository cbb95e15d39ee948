// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.listing;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.data.image.ImageFiles;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Nearest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a folder of images holds. Hidden files and folders are left out, and so is every file whose
 * name does not end like an image's; links are followed.
 *
 * @param parts the folders that hold class folders; one without a part when there are no parts
 */
record FolderScan(Path root, Map<Part, Path> parts) {
  private static final int DEEPEST = 16;

  static FolderScan of(Path root) {
    Map<Part, Path> parts = new EnumMap<>(Part.class);
    for (Path folder : folders(root)) {
      // A class may be called train, too.
      Optional<Part> part = Part.named(name(folder)).filter(p -> !folders(folder).isEmpty());
      part.ifPresent(
          p -> {
            Path other = parts.put(p, folder);
            check(
                other == null,
                "%s holds two folders for %s, %s and %s; leave one",
                root,
                p,
                other == null ? "" : other.getFileName(),
                folder.getFileName());
          });
    }
    check(
        parts.isEmpty() || parts.containsKey(Part.TRAIN),
        "%s has a folder %s but none named train; name the one to learn from train",
        root,
        parts.isEmpty() ? "" : parts.values().iterator().next().getFileName());
    if (!parts.isEmpty()) {
      folders(root).stream()
          .filter(folder -> Part.named(name(folder)).isPresent() && !parts.containsValue(folder))
          .forEach(FolderScan::checkEmpty);
    }
    return new FolderScan(root, parts);
  }

  /** A part without classes would be left out, and with it what the user wants to be measured. */
  private static void checkEmpty(Path part) {
    int loose = images(part).size();
    check(
        loose == 0,
        "%s holds %d images but no folders; put them into a folder for each class, as beside it, or"
            + " move them elsewhere",
        part,
        loose);
  }

  ImageList list() {
    Path first = parts.isEmpty() ? root : parts.get(Part.TRAIN);
    List<Path> classes = folders(first);
    if (classes.isEmpty()) {
      int loose = images(first).size();
      check(loose > 0, "%s holds no images; expected a folder of images for each class", first);
      throw new FoveaException(
          "%s holds %d images but no folders; put them into a folder for each class, or list them"
              + " in a CSV file with the columns path,label",
          first, loose);
    }
    List<String> labels = classes.stream().map(FolderScan::name).toList();
    List<Sample> samples = new ArrayList<>();
    // With nothing to test on, images are held out from the only part there is.
    boolean whole = parts.size() < 2;
    if (whole) {
      add(samples, first, labels, null);
    } else {
      parts.forEach((part, folder) -> add(samples, folder, labels, part));
    }
    return new ImageList(ImageList.nameOf(root), root.toAbsolutePath(), labels, samples);
  }

  private static void add(List<Sample> samples, Path folder, List<String> labels, Part part) {
    for (Path own : folders(folder)) {
      int label = labels.indexOf(name(own));
      if (label < 0) {
        throw new FoveaException(
            "%s is a class that the training folder does not have; %s",
            own, Nearest.unknown("class", name(own), labels).getMessage());
      }
      List<Path> images = images(own);
      check(
          !images.isEmpty() || part != null && part != Part.TRAIN,
          "%s holds no images (%s); fill or remove it",
          own,
          String.join(", ", ImageFiles.ENDINGS));
      images.forEach(file -> samples.add(new Sample(file, label, part)));
    }
  }

  private static String name(Path folder) {
    return folder.getFileName().toString();
  }

  private static List<Path> folders(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isDirectory)
          .filter(f -> !isHidden(f))
          .map(Names::readable)
          .sorted((a, b) -> ImageList.byName().compare(name(a), name(b)))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(folder, e);
    }
  }

  /** The images in a folder and the folders in it. */
  private static List<Path> images(Path folder) {
    try (Stream<Path> all = Files.walk(folder, DEEPEST, FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(f -> ImageFiles.isNamedLikeOne(f) && !isHidden(folder.relativize(f)))
          // A broken link is for the reader to complain about, like any damaged image.
          .filter(f -> Files.isRegularFile(f) || !Files.exists(f))
          .map(Names::readable)
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(folder, e);
    }
  }

  private static boolean isHidden(Path path) {
    for (Path part : path.isAbsolute() ? path.getFileName() : path) {
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
