// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.catalogue;

import dev.fovea.data.catalogue.IdxEntry.IdxSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Files that lie on this machine already, in a folder named after the dataset. */
record FolderSource(String title, Path root) implements Source {
  /** Where Debian and Ubuntu install their dataset packages. */
  static final Path DEBIAN = Path.of("/usr/share/datasets");

  @Override
  public Path fetch(IdxEntry entry, List<IdxSpec> wanted, Path folder, Consumer<String> progress)
      throws Unavailable {
    Path place = root.resolve(entry.name());
    for (IdxSpec spec : wanted) {
      if (find(place, spec.name()).isEmpty()) {
        throw new Unavailable("no " + place.resolve(spec.name()) + "[.gz]");
      }
    }
    return place;
  }

  /** A file under its own name, with {@code .gz}, or with the dot some archives use. */
  static Optional<Path> find(Path folder, String name) {
    String dotted = name.replace("-idx", ".idx");
    for (String candidate : List.of(name, name + ".gz", dotted, dotted + ".gz")) {
      Path file = folder.resolve(candidate);
      if (Files.exists(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }
}
