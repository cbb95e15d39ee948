// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.catalogue;

import static dev.fovea.data.idx.IdxFixture.counting;
import static dev.fovea.data.idx.IdxFixture.idx;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.DatasetSplits;
import dev.fovea.data.idx.IdxFixture;
import dev.fovea.tensor.FoveaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueTest {
  @TempDir Path folder;

  private final List<String> told = new ArrayList<>();
  private final IdxEntry entry = TinyEntry.entry(List.of(), Optional.empty());
  private Path cache;
  private Path system;

  @BeforeEach
  void folders() {
    cache = folder.resolve("cache");
    system = folder.resolve("system");
  }

  @Test
  void fillsTheCacheOnceAndReadsItFromThenOn() throws IOException {
    TinyEntry.write(system.resolve("tiny"), ".gz", IdxFixture::gzip);
    DatasetSplits splits = open(Optional.empty());
    assertThat(splits.train().size()).isEqualTo(6);
    assertThat(splits.test().label(1)).isEqualTo(1);
    assertThat(cache.resolve("tiny/test-labels")).hasBinaryContent(TinyEntry.CONTENTS.get(3));
    assertThat(told).containsExactly("tiny is from the system folder, verified");
    assertThat(catalogue().cached("tiny")).isTrue();

    Cache.remove(system);
    told.clear();
    assertThat(open(Optional.empty()).train().size()).isEqualTo(6);
    assertThat(told).isEmpty();
    assertThat(namesIn(cache)).containsExactly("tiny");
  }

  @Test
  void takesPackedFilesPutIntoTheCacheByHand() throws IOException {
    TinyEntry.write(cache.resolve("tiny"), ".gz", IdxFixture::gzip);
    assertThat(open(Optional.empty()).train().size()).isEqualTo(6);
    assertThat(cache.resolve("tiny/test-images")).hasBinaryContent(TinyEntry.CONTENTS.get(2));
  }

  @Test
  void replacesADamagedCachedFile() throws IOException {
    TinyEntry.write(system.resolve("tiny"), "", UnaryOperator.identity());
    open(Optional.empty());
    byte[] damaged = TinyEntry.CONTENTS.get(0).clone();
    damaged[20] ^= 1;
    Path file = Files.write(cache.resolve("tiny/train-images-idx3-ubyte"), damaged);
    told.clear();
    open(Optional.empty());
    assertThat(told.get(0)).contains("damaged", "checksum mismatch");
    assertThat(file).hasBinaryContent(TinyEntry.CONTENTS.get(0));
  }

  @Test
  void neverStoresWhatIsNotTheDataset() throws IOException {
    TinyEntry.write(system.resolve("tiny"), "", UnaryOperator.identity());
    Files.write(system.resolve("tiny/test-labels"), idx(new byte[] {2, 2}, 2));
    assertThatThrownBy(() -> open(Optional.empty()))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("checksum mismatch");
    assertThat(namesIn(cache)).isEmpty();
  }

  @Test
  void listsWhatWasTriedAndWhatToDo() {
    assertThatThrownBy(() -> open(Optional.empty()))
        .isInstanceOf(FoveaException.class)
        .hasMessageContainingAll(
            "tiny could not be had",
            "cache: no ",
            "system folder: no " + system.resolve("tiny"),
            "web mirrors: none known",
            "system package: none holds tiny",
            "put train-images-idx3-ubyte, train-labels-idx1-ubyte, test-images, test-labels",
            "into " + cache.resolve("tiny"),
            "--data-dir",
            "--data shapes")
        .hasMessageNotContaining("\n");
    assertThat(namesIn(cache)).isEmpty();
  }

  @Test
  void readsAnExplicitFolderAndNothingElse() throws IOException {
    Path given = TinyEntry.write(folder.resolve("given"), "", UnaryOperator.identity());
    assertThat(open(Optional.of(given)).train().size()).isEqualTo(6);
    assertThat(cache).doesNotExist();

    Files.delete(given.resolve("test-labels"));
    TinyEntry.write(system.resolve("tiny"), "", UnaryOperator.identity());
    refuses(given, "test-labels is missing from " + given, "--data-dir");
    refuses(folder.resolve("nowhere"), "nowhere is not a folder");
  }

  @Test
  void explainsWhatIsWrongWithAnExplicitFolder() throws IOException {
    Path given = TinyEntry.write(folder.resolve("given"), "", UnaryOperator.identity());
    Path labels = given.resolve("train-labels-idx1-ubyte");
    Files.write(labels, idx(counting(6, 4), 6));
    refuses(given, labels + ": label 3 of image 3 is out of range, tiny has labels 0 to 2");
    Files.write(labels, idx(counting(5, 3), 5));
    refuses(given, "holds 6 images", "holds 5 labels");
    Files.write(labels, idx(new byte[6], 6));
    refuses(given, labels + ": checksum mismatch", entry.files().get(1).sha256(), "found ");
    Files.write(labels, idx(new byte[50], 60_000, 28, 28));
    refuses(given, labels + ": wrong magic");
  }

  @Test
  void refusesUnknownNamesAndPointlessFolders() {
    assertThatThrownBy(() -> catalogue().open(DataRequest.of("nope")))
        .isInstanceOf(FoveaException.class)
        .hasMessage("unknown dataset nope; known are tiny, shapes");
    assertThatThrownBy(() -> catalogue().open(DataRequest.of("shapes").folder(folder)))
        .isInstanceOf(FoveaException.class)
        .hasMessageContaining("takes no --data-dir");
  }

  @Test
  void generatesShapesFromNothing() {
    DatasetSplits shapes = catalogue().open(DataRequest.of("shapes"));
    assertThat(shapes.train().size()).isEqualTo(10_000);
    assertThat(shapes.test().size()).isEqualTo(2_000);
    assertThat(cache).doesNotExist();
  }

  @Test
  void saysWhenTheCacheCannotBeWritten() throws IOException {
    TinyEntry.write(system.resolve("tiny"), "", UnaryOperator.identity());
    Files.write(cache, new byte[] {1});
    assertThatThrownBy(() -> open(Optional.empty()))
        .isInstanceOf(FoveaException.class)
        .hasMessageContainingAll("cannot write to the data cache " + cache, "FOVEA_CACHE");
  }

  @Test
  void letsSeveralFillOneCacheAtOnce() throws Exception {
    TinyEntry.write(system.resolve("tiny"), ".gz", IdxFixture::gzip);
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        tasks.add(() -> catalogue().open(DataRequest.of("tiny")).train().size());
      }
      for (Future<Integer> task : pool.invokeAll(tasks)) {
        assertThat(task.get()).isEqualTo(6);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(namesIn(cache)).containsExactly("tiny");
  }

  @Test
  void findsTheCacheFolder() {
    assertThat(Cache.place(Map.of(), "/home/u")).isEqualTo(Path.of("/home/u/.cache/fovea"));
    assertThat(Cache.place(Map.of("XDG_CACHE_HOME", "/x"), "/home/u"))
        .isEqualTo(Path.of("/x/fovea"));
    assertThat(Cache.place(Map.of("XDG_CACHE_HOME", "relative"), "/home/u"))
        .isEqualTo(Path.of("/home/u/.cache/fovea"));
    assertThat(Cache.place(Map.of("XDG_CACHE_HOME", "/x", "FOVEA_CACHE", "/own"), "/home/u"))
        .isEqualTo(Path.of("/own"));
  }

  private void refuses(Path given, String... parts) {
    assertThatThrownBy(() -> open(Optional.of(given)))
        .isInstanceOf(FoveaException.class)
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
  }

  private DatasetSplits open(Optional<Path> given) {
    return catalogue().open(new DataRequest("tiny", given, told::add));
  }

  private Catalogue catalogue() {
    List<Source> sources =
        List.of(
            new FolderSource("cache", cache),
            new FolderSource("system folder", system),
            MirrorSource.standard(),
            AptSource.standard(Map.of()));
    return new Catalogue(new SourceChain(new Cache(cache), sources), List.of(entry));
  }

  private static List<String> namesIn(Path parent) {
    try (Stream<Path> files = Files.list(parent)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      return List.of("cannot list " + parent);
    }
  }
}
