// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.doctor;

import dev.fovea.data.catalogue.Catalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where datasets are kept.
 *
 * @param datasets for each known one, whether it is ready to use
 * @param freeBytes room on its disk
 */
record DataCache(String folder, boolean writable, Map<String, Boolean> datasets, long freeBytes) {
  /** Fashion-MNIST or MNIST, packed and unpacked, with room to spare. */
  private static final long ENOUGH = 256L << 20;

  static DataCache probe() {
    Catalogue catalogue = Catalogue.standard();
    Path folder = catalogue.cacheFolder();
    Path existing = folder;
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    Map<String, Boolean> datasets = new LinkedHashMap<>();
    catalogue.names().forEach(name -> datasets.put(name, catalogue.cached(name)));
    // Not by the FileStore, which looks for the mount in a list that is another one in a chroot.
    return new DataCache(
        folder.toString(),
        Files.isWritable(existing),
        datasets,
        existing.toFile().getUsableSpace());
  }

  Optional<Problem> problem() {
    if (!datasets.containsValue(false)) {
      return Optional.empty();
    }
    if (!writable) {
      return Optional.of(
          Problem.missing(
              "the data cache " + folder + " is not writable",
              "set FOVEA_CACHE to a folder that is, or give --data-dir"));
    }
    return freeBytes >= ENOUGH
        ? Optional.empty()
        : Optional.of(
            Problem.warning(
                "only %d MiB are free for the data cache %s".formatted(freeBytes >> 20, folder),
                "make room, or set FOVEA_CACHE to a folder on a larger disk"));
  }
}
