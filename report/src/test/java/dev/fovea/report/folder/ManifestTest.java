// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.data.Dataset;
import dev.fovea.data.MemoryDataset;
import dev.fovea.data.shapes.ShapesDataset;
import dev.fovea.report.Runs;
import dev.fovea.tensor.FoveaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
  private static final String ID = "0123456789abcdef0123456789abcdef01234567";

  @TempDir Path tree;

  private void put(String file, String text) throws IOException {
    Path path = tree.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void digestIsOfContentNotOfName() {
    Dataset shapes = new ShapesDataset(1, 0, 12);
    MemoryDataset copy = MemoryDataset.copyOf(shapes);
    String digest = DatasetDigest.of(List.of(shapes));
    assertThat(DatasetDigest.of(List.of(copy))).isEqualTo(digest);
    assertThat(DatasetDigest.of(List.of(new ShapesDataset(2, 0, 12)))).isNotEqualTo(digest);
    assertThat(DatasetDigest.of(List.of(new ShapesDataset(1, 0, 11)))).isNotEqualTo(digest);
    assertThat(DatasetDigest.of(List.of(shapes, shapes))).isNotEqualTo(digest);
  }

  /** Data that have not changed must not be blamed for a manifest that says nothing. */
  @Test
  void aDamagedManifestIsNotTakenForOtherData() throws IOException {
    for (String text : List.of("", "{}", "[1]", "{\"dataset\": {\"sha256\": [1]}}")) {
      put("manifest.json", text);
      Path file = tree.resolve("manifest.json");
      assertThatThrownBy(() -> Manifest.checkSame(file, Runs.data()))
          .isInstanceOf(FoveaException.class)
          .hasMessageStartingWith(file + " is damaged: ");
    }
  }

  /** Also where a text or a number is expected and something else stands. */
  @Test
  void aManifestOfOddValuesIsDamaged() throws IOException {
    RunFolder folder = RunFolder.create(tree.resolve("run"), false, Runs.args());
    for (String odd : List.of("[[1]]", "{\"x\": 1}", "null")) {
      put("run/manifest.json", "{\"dataset\": {\"sha256\": \"00\"}, \"seed\": " + odd + "}");
      assertThatThrownBy(() -> Manifest.checkSame(folder))
          .isInstanceOf(FoveaException.class)
          .hasMessageStartingWith(folder.manifest() + " is damaged: ");
    }
    put("run/manifest.json", "{\"dataset\": {\"sha256\": \"00\"}}");
    Manifest.checkSame(folder);
  }

  @Test
  void findsTheCommitWhereverGitKeepsIt() throws IOException {
    assertThat(GitCommit.of(tree)).isEmpty();
    put(".git/HEAD", ID + "\n");
    assertThat(GitCommit.of(tree)).contains(ID);
    put(".git/HEAD", "ref: refs/heads/a/b\n");
    assertThat(GitCommit.of(tree)).isEmpty();
    put(
        ".git/packed-refs",
        "# pack-refs\n" + "f".repeat(40) + " refs/heads/b\n" + ID + " refs/heads/a/b\n");
    assertThat(GitCommit.of(tree)).contains(ID);
    put(".git/refs/heads/a/b", "e".repeat(40) + "\n");
    assertThat(GitCommit.of(tree)).contains("e".repeat(40));
    put(".git/HEAD", "nonsense");
    assertThat(GitCommit.of(tree)).isEmpty();
  }

  @Test
  void findsTheCommitOfALinkedWorkingTree() throws IOException {
    put("main/.git/refs/heads/x", ID);
    put("main/.git/worktrees/w/HEAD", "ref: refs/heads/x");
    put("main/.git/worktrees/w/commondir", "../..\n");
    put("w/.git", "gitdir: " + tree.resolve("main/.git/worktrees/w") + "\n");
    assertThat(GitCommit.of(tree.resolve("w"))).contains(ID);
  }

  @Test
  void theHostIsDescribed() {
    Host host = Host.here();
    assertThat(host.cores()).isPositive();
    assertThat(host.cpu()).isNotBlank();
    assertThat(host.jdk()).contains(System.getProperty("java.runtime.version"));
  }
}
