// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.catalogue;

import dev.fovea.data.catalogue.IdxEntry.IdxSpec;
import dev.fovea.data.idx.IdxFile;
import dev.fovea.tensor.FoveaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Unpacked, verified dataset files, one folder a dataset. Files arrive by an atomic move, so
 * processes may share a cache without locks: the same bytes win either way.
 */
record Cache(Path root) {
  private static final String ARRIVING = "arriving-";

  /** {@code FOVEA_CACHE}, else {@code XDG_CACHE_HOME/fovea}, else {@code ~/.cache/fovea}. */
  static Path place(Map<String, String> environment, String home) {
    String own = environment.getOrDefault("FOVEA_CACHE", "");
    if (!own.isBlank()) {
      return Path.of(own).toAbsolutePath();
    }
    String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
    // The XDG specification tells programs to ignore relative paths.
    Path caches =
        !shared.isBlank() && Path.of(shared).isAbsolute()
            ? Path.of(shared)
            : Path.of(home, ".cache");
    return caches.resolve("fovea");
  }

  Path file(IdxEntry entry, IdxSpec spec) {
    return root.resolve(entry.name()).resolve(spec.name());
  }

  /** The file if it is there and whole; a damaged one is reported and counts as absent. */
  Optional<IdxFile> read(IdxEntry entry, IdxSpec spec, Consumer<String> progress) {
    Path file = file(entry, spec);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(verified(IdxFile.read(file, spec.rank()), file, entry, spec));
    } catch (FoveaException e) {
      progress.accept("the cached file is damaged and will be replaced: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** The file itself when its content is what the catalogue says, else an error. */
  static IdxFile verified(IdxFile content, Path file, IdxEntry entry, IdxSpec spec) {
    String found = content.sha256();
    if (!found.equals(spec.sha256())) {
      throw new FoveaException(
          "%s: checksum mismatch, this is not the %s of %s: SHA-256 expected %s, found %s",
          file, spec.name(), entry.name(), spec.sha256(), found);
    }
    return content;
  }

  /** A new folder inside the cache, on the same file system, for files on their way in. */
  Path openFolder() {
    try {
      Files.createDirectories(root);
      sweep();
      return Files.createTempDirectory(root, ARRIVING);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Removes what processes left behind that were killed more than a day ago. */
  private void sweep() throws IOException {
    FileTime yesterday = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(root, ARRIVING + "*")) {
      for (Path leftover : leftovers) {
        if (Files.getLastModifiedTime(leftover).compareTo(yesterday) < 0) {
          remove(leftover);
        }
      }
    } catch (NoSuchFileException e) {
      // Another process has swept at the same time.
      return;
    }
  }

  /** Puts a verified file into its place. */
  void store(IdxEntry entry, IdxSpec spec, IdxFile content, Path folder) {
    Path target = file(entry, spec);
    Path arriving = folder.resolve(spec.name() + ".plain");
    try {
      Files.createDirectories(target.getParent());
      content.writeTo(arriving);
      try (FileChannel channel = FileChannel.open(arriving, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(arriving, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Removes a folder with all it holds, without following links. */
  static void remove(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      // What cannot be removed costs only space; the files wanted are in place already.
      return;
    }
  }

  private FoveaException unwritable(IOException e) {
    return new FoveaException(
        "cannot write to the data cache %s (%s); set FOVEA_CACHE to a folder you can write to",
        root, e.toString());
  }
}
