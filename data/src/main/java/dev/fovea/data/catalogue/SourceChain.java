// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.catalogue;

import dev.fovea.data.catalogue.IdxEntry.IdxSpec;
import dev.fovea.data.catalogue.Source.Unavailable;
import dev.fovea.data.idx.IdxFile;
import dev.fovea.tensor.FoveaException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Gets the files of an entry: from the cache, else from the first source that has them whole. */
record SourceChain(Cache cache, List<Source> sources) {

  /** All files, verified, in the entry's order; fills the cache with those it lacked. */
  List<IdxFile> fetch(IdxEntry entry, Consumer<String> progress) {
    Map<IdxSpec, IdxFile> have = new LinkedHashMap<>();
    List<IdxSpec> wanted = new ArrayList<>();
    for (IdxSpec spec : entry.files()) {
      cache
          .read(entry, spec, progress)
          .ifPresentOrElse(file -> have.put(spec, file), () -> wanted.add(spec));
    }
    if (!wanted.isEmpty()) {
      have.putAll(supply(entry, wanted, progress));
    }
    return entry.files().stream().map(have::get).toList();
  }

  private Map<IdxSpec, IdxFile> supply(
      IdxEntry entry, List<IdxSpec> wanted, Consumer<String> progress) {
    List<String> tried = new ArrayList<>();
    for (Source source : sources) {
      Path folder = cache.openFolder();
      Thread sweeper = new Thread(() -> Cache.remove(folder), "fovea-sweeper");
      Runtime.getRuntime().addShutdownHook(sweeper);
      try {
        Path found = source.fetch(entry, wanted, folder, progress);
        Map<IdxSpec, IdxFile> taken = takeIn(entry, wanted, found, folder);
        progress.accept(entry.name() + " is from the " + source.title() + ", verified");
        return taken;
      } catch (Unavailable e) {
        tried.add(source.title() + ": " + e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new FoveaException("interrupted while getting %s", entry.name());
      } finally {
        Cache.remove(folder);
        forget(sweeper);
      }
    }
    throw new FoveaException(
        "%s could not be had (%s); put %s, plain or .gz, into %s, or name their folder with"
            + " --data-dir, or use --data shapes",
        entry.name(),
        String.join("; ", tried),
        String.join(", ", wanted.stream().map(IdxSpec::name).toList()),
        cache.root().resolve(entry.name()));
  }

  /** The hook is only for a process that is ended in the middle of a transfer. */
  private static void forget(Thread sweeper) {
    try {
      Runtime.getRuntime().removeShutdownHook(sweeper);
    } catch (IllegalStateException e) {
      // The process is ending already, and the hook does its work.
      return;
    }
  }

  private Map<IdxSpec, IdxFile> takeIn(
      IdxEntry entry, List<IdxSpec> wanted, Path found, Path folder) throws Unavailable {
    Map<IdxSpec, IdxFile> taken = new LinkedHashMap<>();
    for (IdxSpec spec : wanted) {
      Path file =
          FolderSource.find(found, spec.name())
              .orElseThrow(() -> new Unavailable("came without " + spec.name()));
      try {
        taken.put(spec, Cache.verified(IdxFile.read(file, spec.rank()), file, entry, spec));
      } catch (FoveaException e) {
        throw new Unavailable(e.getMessage());
      }
    }
    taken.forEach((spec, file) -> cache.store(entry, spec, file, folder));
    return taken;
  }
}
