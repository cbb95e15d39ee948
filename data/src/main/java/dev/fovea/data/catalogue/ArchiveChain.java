// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.catalogue;

import dev.fovea.data.DatasetSplits;
import dev.fovea.data.catalogue.Source.Unavailable;
import dev.fovea.data.cifar.CifarFiles;
import dev.fovea.tensor.FoveaException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Gets datasets of one archive each: from the cache, from a folder of the system, else from the web
 * into the cache.
 *
 * @param folders where a folder named after the set may hold it
 */
record ArchiveChain(Cache cache, List<Path> folders, Duration answerWithin, Duration stall) {
  static ArchiveChain standard(Cache cache) {
    return new ArchiveChain(
        cache, List.of(FolderSource.DEBIAN), Duration.ofSeconds(4), Duration.ofSeconds(10));
  }

  private Path home(CifarEntry entry) {
    return cache.root().resolve(entry.name());
  }

  /** Whether the cache holds it. */
  boolean cached(CifarEntry entry) {
    return CifarFiles.find(entry.kind(), home(entry)).isPresent();
  }

  /** What a folder of the user holds. */
  static DatasetSplits inFolder(CifarEntry entry, Path folder) {
    Path place = CifarFiles.find(entry.kind(), folder).orElse(null);
    FoveaException.check(
        place != null,
        "--data-dir %s holds neither %s nor what it unpacks to; put it there or drop --data-dir to"
            + " have it fetched",
        folder,
        entry.kind().archive());
    return read(entry, place);
  }

  DatasetSplits fetch(CifarEntry entry, Consumer<String> progress) {
    List<Path> places = new ArrayList<>(List.of(home(entry)));
    folders.forEach(folder -> places.add(folder.resolve(entry.name())));
    for (Path place : places) {
      Optional<Path> found = CifarFiles.find(entry.kind(), place);
      if (found.isPresent()) {
        return read(entry, found.get());
      }
    }
    return read(entry, download(entry, progress));
  }

  /** Unpacked files have no checksum; their lengths and labels are checked. */
  private static DatasetSplits read(CifarEntry entry, Path place) {
    if (Files.isRegularFile(place)) {
      String found = sha256(place);
      FoveaException.check(
          found.equals(entry.sha256()),
          "%s: checksum mismatch, this is not %s: SHA-256 expected %s, found %s; delete it to have"
              + " it fetched again",
          place,
          entry.kind().archive(),
          entry.sha256(),
          found);
    }
    return CifarFiles.read(entry.kind(), place).splits();
  }

  private Path download(CifarEntry entry, Consumer<String> progress) {
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(answerWithin)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    List<String> tried = new ArrayList<>();
    Path folder = cache.openFolder();
    try {
      for (URI address : entry.addresses()) {
        Path arriving = folder.resolve(entry.kind().archive());
        try {
          transfer(client, address, arriving, entry, progress);
          return store(entry, arriving);
        } catch (Unavailable e) {
          tried.add(e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FoveaException(e, "interrupted while getting %s", entry.name());
    } finally {
      Cache.remove(folder);
    }
    throw new FoveaException(
        "%s could not be had (%s); put %s, or what it unpacks to, into %s, or name its folder with"
            + " --data-dir, or use --data shapes",
        entry.name(), String.join("; ", tried), entry.kind().archive(), home(entry));
  }

  private void transfer(
      HttpClient client, URI address, Path arriving, CifarEntry entry, Consumer<String> progress)
      throws Unavailable, InterruptedException {
    progress.accept("downloading " + address);
    long[] told = new long[1];
    new Download(client, address, arriving, answerWithin)
        .await(
            entry.bytes(),
            stall,
            bytes -> {
              if (bytes - told[0] >= 20_000_000) {
                told[0] = bytes;
                progress.accept(
                    "  %d of %d MB".formatted(bytes / 1_000_000, entry.bytes() / 1_000_000));
              }
            });
    String found = sha256(arriving);
    if (!found.equals(entry.sha256())) {
      throw new Unavailable(
          address.getHost() + " sent something else (SHA-256 " + found.substring(0, 12) + "...)");
    }
  }

  private Path store(CifarEntry entry, Path arriving) {
    Path target = home(entry).resolve(entry.kind().archive());
    try {
      Files.createDirectories(target.getParent());
      return Files.move(arriving, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new FoveaException(
          e,
          "cannot write to the data cache %s (%s); set FOVEA_CACHE to a folder you can write to",
          cache.root(),
          e.toString());
    }
  }

  private static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] block = new byte[1 << 16];
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        digest.update(block, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new FoveaException(e, "%s cannot be read: %s", file, e.toString());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
