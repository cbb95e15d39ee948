// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.catalogue;

import dev.fovea.data.catalogue.IdxEntry.IdxSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A place that may have the files of a dataset. Must give up within seconds of silence. */
interface Source {
  /** How messages call it. */
  String title();

  /**
   * Supplies all wanted files of an entry, plain or gzipped; the caller verifies them.
   *
   * @param folder an empty folder to put files into; removed afterwards
   * @return a folder, this or another, where the files lie under their names, {@code .gz} allowed
   * @throws Unavailable with the reason, when it cannot
   */
  Path fetch(IdxEntry entry, List<IdxSpec> wanted, Path folder, Consumer<String> progress)
      throws Unavailable, InterruptedException;

  /** Why a source has nothing to give. */
  final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;

    Unavailable(String reason) {
      super(reason);
    }
  }
}
