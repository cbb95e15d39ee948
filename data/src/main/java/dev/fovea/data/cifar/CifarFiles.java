// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.cifar;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.data.DatasetSplits;
import dev.fovea.data.ImageShape;
import dev.fovea.data.MemoryDataset;
import dev.fovea.tensor.FoveaException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The files of a set, read into memory.
 *
 * @param place the archive, or the folder with the files, for messages
 * @param contents by name
 */
public record CifarFiles(CifarKind kind, Path place, Map<String, byte[]> contents) {
  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);

  /** Longest file of class names that is read. */
  private static final int MOST_NAMES = 100_000;

  /**
   * Where a folder holds the set: its archive, its files, or the folder that the archive unpacks
   * to; empty when it holds none of these.
   */
  public static Optional<Path> find(CifarKind kind, Path folder) {
    for (Path place :
        List.of(folder, folder.resolve(kind.folder()), folder.resolve(kind.archive()))) {
      boolean whole =
          place.endsWith(kind.archive())
              ? Files.isRegularFile(place)
              : Files.isRegularFile(place.resolve(kind.test()));
      if (whole) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }

  /**
   * Reads what {@link #find} has found.
   *
   * @throws FoveaException when a file is missing, cut short, too long or damaged
   */
  public static CifarFiles read(CifarKind kind, Path place) {
    CifarFiles files = new CifarFiles(kind, place, new HashMap<>());
    try {
      if (Files.isDirectory(place)) {
        files.readFolder();
      } else {
        files.readArchive();
      }
    } catch (EOFException e) {
      throw new FoveaException(e, "%s is cut short; fetch it again", place);
    } catch (ZipException e) {
      throw new FoveaException(
          e, "%s is not a whole gzip file (%s); fetch it again", place, e.getMessage());
    } catch (IOException e) {
      throw new FoveaException(e, "%s cannot be read: %s", place, e.toString());
    }
    for (String name : kind.files()) {
      check(files.contents.containsKey(name), "%s holds no %s; fetch it again", place, name);
    }
    return files;
  }

  private void readFolder() throws IOException {
    for (String name : kind.files()) {
      Path file = place.resolve(name);
      check(Files.isRegularFile(file), "%s is missing; unpack %s anew", file, kind.archive());
      try (InputStream in = Files.newInputStream(file)) {
        take(name, Files.size(file), in);
      }
    }
  }

  private void readArchive() throws IOException {
    try (InputStream raw = Files.newInputStream(place);
        Tar tar = new Tar(new GZIPInputStream(raw, 1 << 16))) {
      for (Tar.Member member = tar.next(); member != null; member = tar.next()) {
        String name = member.name().substring(member.name().lastIndexOf('/') + 1);
        if (kind.files().contains(name) && !contents.containsKey(name)) {
          take(name, member.bytes(), tar.content());
        }
      }
    }
  }

  private void take(String name, long bytes, InputStream in) throws IOException {
    boolean text = name.equals(kind.names());
    check(
        text ? bytes <= MOST_NAMES : bytes == kind.bytes(name),
        "%s: %s has %d bytes, expected %d; fetch it again",
        place,
        name,
        bytes,
        text ? MOST_NAMES : kind.bytes(name));
    byte[] content = in.readNBytes((int) bytes);
    if (content.length < bytes) {
      throw new EOFException();
    }
    contents.put(name, content);
  }

  /** The training and the test part. */
  public DatasetSplits splits() {
    String text = new String(contents.get(kind.names()), StandardCharsets.UTF_8);
    List<String> labels = text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    check(
        labels.size() == kind.classes(),
        "%s: %s names %d classes, expected %d; fetch it again",
        place,
        kind.names(),
        labels.size(),
        kind.classes());
    return new DatasetSplits(part(labels, kind.train()), part(labels, List.of(kind.test())));
  }

  private MemoryDataset part(List<String> labels, List<String> files) {
    int images = files.stream().mapToInt(kind::images).sum();
    byte[] pixels = new byte[images * CifarKind.PIXELS];
    byte[] classes = new byte[images];
    int at = 0;
    for (String file : files) {
      byte[] content = contents.get(file);
      for (int from = 0; from < content.length; from += kind.labelBytes() + CifarKind.PIXELS) {
        classes[at] = content[from + kind.labelBytes() - 1];
        check(
            (classes[at] & 0xff) < labels.size(),
            "%s: %s has label %d at byte %d, expected 0 to %d; fetch it again",
            place,
            file,
            classes[at] & 0xff,
            from + kind.labelBytes() - 1,
            labels.size() - 1);
        System.arraycopy(
            content, from + kind.labelBytes(), pixels, at * CifarKind.PIXELS, CifarKind.PIXELS);
        at++;
      }
    }
    return new MemoryDataset(kind.setName(), labels, SHAPE, pixels, classes);
  }
}
