// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fovea.data.catalogue.Source.Unavailable;
import dev.fovea.data.idx.IdxFile;
import dev.fovea.data.idx.IdxFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against servers on this machine: good, lying, stalling and silent ones. */
@Timeout(20)
class MirrorSourceTest {
  private static final MirrorSource SOURCE =
      new MirrorSource(Duration.ofMillis(700), Duration.ofMillis(400));

  @TempDir Path folder;

  private final ExecutorService serving = Executors.newCachedThreadPool();
  private HttpServer server;
  private ServerSocket silent;
  private Path files;

  @BeforeEach
  void start() throws IOException {
    files = TinyEntry.write(folder.resolve("files"), ".gz", IdxFixture::gzip);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(serving);
    server.createContext("/good/", exchange -> send(exchange, 0));
    server.createContext("/endless/", exchange -> send(exchange, 50_000_000));
    server.createContext("/labels-only/", this::sendLabelsThenStall);
    server.start();
    // Accepts connections in its backlog and never says a word.
    silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void stop() throws IOException {
    server.stop(0);
    serving.shutdownNow();
    silent.close();
  }

  @Test
  void fetchesAllFiles() throws Exception {
    Path found = fetch(address("good"));
    assertThat(IdxFile.read(found.resolve("train-images-idx3-ubyte.gz"), 3).sizes())
        .containsExactly(6, 2, 2);
    assertThat(found.resolve("test-labels.gz")).exists();
  }

  @Test
  void takesTheMirrorThatAnswers() throws Exception {
    assertThat(fetch(silentAddress(), address("nothing-here"), address("good"))).exists();
  }

  @Test
  void turnsToTheNextWhenOneStallsHalfWay() throws Exception {
    assertThat(fetch(address("labels-only"), address("good"))).exists();
  }

  @Test
  void givesUpWithinSecondsWhenNobodyAnswers() {
    long start = System.nanoTime();
    assertThatThrownBy(() -> fetch(silentAddress(), silentAddress(), silentAddress()))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("does not answer");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void saysWhyEachMirrorFailed() throws IOException {
    int refused;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      refused = closed.getLocalPort();
    }
    assertThatThrownBy(() -> fetch(URI.create("http://127.0.0.1:" + refused + "/")))
        .isInstanceOf(Unavailable.class)
        .hasMessage("127.0.0.1 cannot be reached");
    assertThatThrownBy(() -> fetch(address("nothing-here")))
        .isInstanceOf(Unavailable.class)
        .hasMessage("127.0.0.1 answered 404");
    assertThatThrownBy(() -> fetch(URI.create("http://no-such-host.invalid/")))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("no-such-host.invalid");
  }

  @Test
  void refusesEndlessFiles() {
    assertThatThrownBy(() -> fetch(address("endless"))).isInstanceOf(Unavailable.class);
  }

  private Path fetch(URI... mirrors) throws Unavailable, InterruptedException, IOException {
    IdxEntry entry = TinyEntry.entry(List.of(mirrors), Optional.empty());
    return SOURCE.fetch(
        entry, entry.files(), Files.createTempDirectory(folder, "fetched"), line -> {});
  }

  private URI address(String context) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + context + "/");
  }

  private URI silentAddress() {
    return URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/" + System.nanoTime() + "/");
  }

  private void send(HttpExchange exchange, int padding) throws IOException {
    Path file = files.resolve(Path.of(exchange.getRequestURI().getPath()).getFileName());
    byte[] content = Files.readAllBytes(file);
    exchange.sendResponseHeaders(200, (long) content.length + padding);
    try (var body = exchange.getResponseBody()) {
      body.write(content);
      body.write(new byte[padding]);
    }
  }

  private void sendLabelsThenStall(HttpExchange exchange) throws IOException {
    if (exchange.getRequestURI().getPath().contains("labels")) {
      send(exchange, 0);
      return;
    }
    exchange.sendResponseHeaders(200, 1000);
    exchange.getResponseBody().write(1);
    exchange.getResponseBody().flush();
    // Left open: the client must notice by itself.
  }
}
