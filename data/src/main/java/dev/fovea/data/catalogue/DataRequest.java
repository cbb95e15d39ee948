// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.catalogue;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which dataset is wanted, and from where.
 *
 * @param name one of {@link Catalogue#names()}
 * @param folder read the files from here and nowhere else
 * @param progress is told what is going on, a line at a time
 */
public record DataRequest(String name, Optional<Path> folder, Consumer<String> progress) {
  public static DataRequest of(String name) {
    return new DataRequest(name, Optional.empty(), line -> {});
  }

  public DataRequest folder(Path newFolder) {
    return new DataRequest(name, Optional.of(newFolder), progress);
  }

  public DataRequest progress(Consumer<String> newProgress) {
    return new DataRequest(name, folder, newProgress);
  }
}
