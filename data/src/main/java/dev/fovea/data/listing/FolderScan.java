// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.listing;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.data.image.ImageFiles;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Nearest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a folder of images holds, of what {@link FolderWalk} finds there.
 *
 * @param parts the folders that hold class folders; one without a part when there are no parts
 */
record FolderScan(Path root, Map<Part, Path> parts) {
  static FolderScan of(Path root) {
    Map<Part, Path> parts = new EnumMap<>(Part.class);
    for (Path folder : FolderWalk.folders(root)) {
      // A class may be called train, too: one with no folders in it.
      Optional<Part> part =
          Part.named(name(folder)).filter(p -> !FolderWalk.folders(folder).isEmpty());
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
        "%s has a folder %s but none named train; name the one to learn from train, or give another"
            + " name to what is a class",
        root,
        parts.isEmpty() ? "" : parts.values().iterator().next().getFileName());
    if (parts.size() == 1) {
      checkAlone(root, parts.get(Part.TRAIN));
    }
    if (!parts.isEmpty()) {
      FolderWalk.folders(root).stream()
          .filter(folder -> Part.named(name(folder)).isPresent() && !parts.containsValue(folder))
          .forEach(FolderScan::checkEmpty);
    }
    return new FolderScan(root, parts);
  }

  /**
   * One part alone may be meant as a class that has folders in it. If so, the classes beside it
   * would be left out, and what is in it taken for classes.
   */
  private static void checkAlone(Path root, Path part) {
    for (Path other : FolderWalk.folders(root)) {
      int images =
          other.equals(part) || Part.named(name(other)).isPresent()
              ? 0
              : FolderWalk.images(other).size();
      check(
          images == 0,
          "%s holds folders, as the part %s has one for each class, but %s beside it holds %d"
              + " images; if %s is a class, give it another name, else move %s elsewhere",
          part,
          name(part),
          other,
          images,
          name(part),
          name(other));
    }
  }

  /** A part without classes would be left out, and with it what the user wants to be measured. */
  private static void checkEmpty(Path part) {
    int loose = FolderWalk.images(part).size();
    check(
        loose == 0,
        "%s holds %d images but no folders; put them into a folder for each class, as beside it, or"
            + " move them elsewhere",
        part,
        loose);
  }

  /**
   * The images, by classes.
   *
   * @param judge whether they are to measure a network by, which may not see every class in them
   */
  ImageList list(boolean judge) {
    Path first = parts.isEmpty() ? root : parts.get(Part.TRAIN);
    List<Path> classes = FolderWalk.folders(first);
    if (classes.isEmpty()) {
      int loose = FolderWalk.images(first).size();
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
      add(samples, first, labels, judge ? Part.TEST : null);
      check(!samples.isEmpty(), "%s: its %d classes hold no images", first, labels.size());
    } else {
      parts.forEach((part, folder) -> add(samples, folder, labels, part));
    }
    return new ImageList(root, root.toAbsolutePath(), labels, samples);
  }

  private static void add(List<Sample> samples, Path folder, List<String> labels, Part part) {
    for (Path own : FolderWalk.folders(folder)) {
      int label = labels.indexOf(name(own));
      if (label < 0) {
        throw new FoveaException(
            "%s is a class that the training folder does not have; %s",
            own, Nearest.unknown("class", name(own), labels).getMessage());
      }
      List<Path> images = FolderWalk.images(own);
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
}
