// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.fovea.data.DatasetSplits;
import dev.fovea.data.cifar.CifarFixture;
import dev.fovea.data.cifar.CifarKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveChainTest {
  @TempDir private Path root;
  private final List<String> told = new ArrayList<>();
  private byte[] archive;
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    Path files = CifarFixture.folder(CifarKind.CIFAR10, root.resolve("files"));
    archive =
        Files.readAllBytes(
            CifarFixture.archive(CifarKind.CIFAR10, files, root.resolve("made.tar.gz")));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/good",
        exchange -> {
          exchange.sendResponseHeaders(200, archive.length);
          exchange.getResponseBody().write(archive);
          exchange.close();
        });
    server.createContext(
        "/bad",
        exchange -> {
          exchange.sendResponseHeaders(200, 4);
          exchange.getResponseBody().write("oops".getBytes());
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Catalogue catalogue(String... paths) throws Exception {
    String sha = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
    List<URI> addresses =
        Stream.of(paths)
            .map(p -> URI.create("http://localhost:" + server.getAddress().getPort() + p))
            .toList();
    CifarEntry entry = new CifarEntry(CifarKind.CIFAR10, archive.length, sha, addresses);
    Cache cache = new Cache(root.resolve("cache"));
    ArchiveChain chain =
        new ArchiveChain(
            cache, List.of(root.resolve("system")), Duration.ofSeconds(5), Duration.ofSeconds(5));
    return new Catalogue(new SourceChain(cache, List.of()), List.of(), chain, List.of(entry));
  }

  private DatasetSplits open(Catalogue catalogue, Optional<Path> folder) {
    return catalogue.open(new DataRequest("cifar10", folder, told::add));
  }

  @Test
  void downloadsOnceAndTellsWhatIsNotTheSetFromWhatIs() throws Exception {
    Catalogue catalogue = catalogue("/missing", "/bad", "/good");
    assertThat(catalogue.names()).containsExactly("cifar10", "shapes");
    assertThat(catalogue.cached("cifar10")).isFalse();
    assertThat(open(catalogue, Optional.empty()).train().size()).isEqualTo(50_000);
    assertThat(told).filteredOn(line -> line.startsWith("downloading")).hasSize(3);
    assertThat(catalogue.cached("cifar10")).isTrue();
    told.clear();
    assertThat(open(catalogue, Optional.empty()).test().label(2)).isEqualTo(3);
    assertThat(told).isEmpty();
  }

  @Test
  void saysWhatWasTriedAndWhatToDo() throws Exception {
    Catalogue catalogue = catalogue("/missing", "/bad");
    assertThatThrownBy(() -> open(catalogue, Optional.empty()))
        .hasMessageContaining("cifar10 could not be had (localhost answered 404; localhost sent")
        .hasMessageContaining("put cifar-10-binary.tar.gz, or what it unpacks to, into")
        .hasMessageNotContaining("\n");
    try (Stream<Path> left = Files.list(root.resolve("cache"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void readsAFolderOfTheUserOrOfTheSystem() throws Exception {
    Path files = root.resolve("files");
    assertThat(open(catalogue(), Optional.of(files)).test().size()).isEqualTo(10_000);
    Files.createDirectories(root.resolve("system"));
    Files.move(files, root.resolve("system/cifar10"));
    assertThat(open(catalogue(), Optional.empty()).test().size()).isEqualTo(10_000);
    assertThatThrownBy(() -> open(catalogue(), Optional.of(root.resolve("none"))))
        .hasMessageContaining("holds neither cifar-10-binary.tar.gz nor what it unpacks to");
  }

  @Test
  void aDamagedArchiveIsNeverUsed() throws Exception {
    Path given = Files.createDirectories(root.resolve("given"));
    archive[archive.length / 2] ^= 1;
    Files.write(given.resolve("cifar-10-binary.tar.gz"), archive);
    archive[archive.length / 2] ^= 1;
    assertThatThrownBy(() -> open(catalogue(), Optional.of(given)))
        .hasMessageContaining("checksum mismatch, this is not cifar-10-binary.tar.gz");
  }
}
