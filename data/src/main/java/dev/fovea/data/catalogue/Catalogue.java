// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.catalogue;

import dev.fovea.data.Dataset;
import dev.fovea.data.DatasetSplits;
import dev.fovea.data.MemoryDataset;
import dev.fovea.data.catalogue.IdxEntry.IdxSpec;
import dev.fovea.data.idx.IdxFile;
import dev.fovea.data.idx.IdxPair;
import dev.fovea.data.shapes.ShapesDataset;
import dev.fovea.tensor.FoveaException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** The datasets known by name, and how to get them. Holds no dataset itself. */
public final class Catalogue {
  private static final String SHAPES = "shapes";
  private static final int SHAPES_TRAIN = 10_000;
  private static final int SHAPES_TEST = 2_000;
  private static final long SHAPES_SEED = 1;

  private final SourceChain chain;
  private final List<IdxEntry> entries;
  private final ArchiveChain archives;
  private final List<CifarEntry> cifars;

  Catalogue(SourceChain chain, List<IdxEntry> entries) {
    this(chain, entries, ArchiveChain.standard(chain.cache()), List.of());
  }

  Catalogue(
      SourceChain chain, List<IdxEntry> entries, ArchiveChain archives, List<CifarEntry> cifars) {
    this.chain = chain;
    this.entries = entries;
    this.archives = archives;
    this.cifars = cifars;
  }

  /** The catalogue for this machine: cache, system folder, web mirrors, system package. */
  public static Catalogue standard() {
    return standard(System.getenv(), System.getProperty("user.home"));
  }

  static Catalogue standard(Map<String, String> environment, String home) {
    Cache cache = new Cache(Cache.place(environment, home));
    List<Source> sources =
        List.of(
            new FolderSource("cache", cache.root()),
            new FolderSource("system folder", FolderSource.DEBIAN),
            MirrorSource.standard(),
            AptSource.standard(environment));
    return new Catalogue(
        new SourceChain(cache, sources),
        List.of(IdxEntry.FASHION_MNIST, IdxEntry.MNIST),
        ArchiveChain.standard(cache),
        List.of(CifarEntry.CIFAR10, CifarEntry.CIFAR100));
  }

  /** Names that {@link #open} knows. */
  public List<String> names() {
    return Stream.of(
            entries.stream().map(IdxEntry::name),
            cifars.stream().map(CifarEntry::name),
            Stream.of(SHAPES))
        .flatMap(Function.identity())
        .toList();
  }

  /** Where files are kept; it need not exist yet. */
  public Path cacheFolder() {
    return chain.cache().root();
  }

  /** Whether all files of a dataset lie in the cache with their right length; not read. */
  public boolean cached(String name) {
    Optional<IdxEntry> entry = entry(name);
    Optional<CifarEntry> cifar = cifar(name);
    if (cifar.isPresent()) {
      return archives.cached(cifar.get());
    }
    return entry.isEmpty()
        || entry.get().files().stream()
            .map(spec -> new Expected(chain.cache().file(entry.get(), spec), spec.bytes()))
            .allMatch(Expected::met);
  }

  /**
   * Loads a dataset into memory, getting its files first if need be.
   *
   * @throws FoveaException when the name is unknown, no source has the files, or they are damaged
   */
  public DatasetSplits open(DataRequest request) {
    Optional<IdxEntry> entry = entry(request.name());
    if (entry.isPresent()) {
      return request
          .folder()
          .map(folder -> inFolder(entry.get(), folder))
          .orElseGet(() -> fetched(entry.get(), request.progress()));
    }
    Optional<CifarEntry> cifar = cifar(request.name());
    if (cifar.isPresent()) {
      return request
          .folder()
          .map(folder -> ArchiveChain.inFolder(cifar.get(), folder))
          .orElseGet(() -> archives.fetch(cifar.get(), request.progress()));
    }
    if (request.folder().isPresent()) {
      throw new FoveaException("the shapes dataset is generated and takes no --data-dir; drop it");
    }
    DatasetSplits drawn = ShapesDataset.splits(SHAPES_SEED, SHAPES_TRAIN, SHAPES_TEST);
    return new DatasetSplits(
        MemoryDataset.copyOf(drawn.train()), MemoryDataset.copyOf(drawn.test()));
  }

  /** The entry of a known name; empty for other known ones. */
  private Optional<IdxEntry> entry(String name) {
    if (!names().contains(name)) {
      throw new FoveaException(
          "unknown dataset %s; known are %s", name, String.join(", ", names()));
    }
    return entries.stream().filter(e -> e.name().equals(name)).findFirst();
  }

  private Optional<CifarEntry> cifar(String name) {
    return cifars.stream().filter(e -> e.name().equals(name)).findFirst();
  }

  private DatasetSplits fetched(IdxEntry entry, Consumer<String> progress) {
    List<Path> paths = entry.files().stream().map(spec -> chain.cache().file(entry, spec)).toList();
    return join(entry, paths, chain.fetch(entry, progress));
  }

  private static DatasetSplits inFolder(IdxEntry entry, Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new FoveaException(
          "--data-dir %s is not a folder; expected one with the files of %s", folder, entry.name());
    }
    List<Path> paths = new ArrayList<>();
    for (IdxSpec spec : entry.files()) {
      paths.add(
          FolderSource.find(folder, spec.name())
              .orElseThrow(
                  () ->
                      new FoveaException(
                          "%s is missing from %s (.gz is fine too); put it there or drop"
                              + " --data-dir to have %s fetched",
                          spec.name(), folder, entry.name())));
    }
    List<IdxFile> files = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      files.add(IdxFile.read(paths.get(i), entry.files().get(i).rank()));
    }
    // Consistency first: its messages say more than a checksum that differs.
    DatasetSplits splits = join(entry, paths, files);
    for (int i = 0; i < paths.size(); i++) {
      Cache.verified(files.get(i), paths.get(i), entry, entry.files().get(i));
    }
    return splits;
  }

  private static DatasetSplits join(IdxEntry entry, List<Path> paths, List<IdxFile> files) {
    Dataset train =
        new IdxPair(paths.get(0), paths.get(1))
            .join(entry.name(), entry.labels(), files.get(0), files.get(1));
    Dataset test =
        new IdxPair(paths.get(2), paths.get(3))
            .join(entry.name(), entry.labels(), files.get(2), files.get(3));
    return new DatasetSplits(train, test);
  }

  private record Expected(Path file, long bytes) {
    boolean met() {
      return Files.isRegularFile(file) && file.toFile().length() == bytes;
    }
  }
}
