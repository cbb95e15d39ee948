// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The command in a JVM of its own, for what cannot be tried inside this one: signals, limits. */
record Jvm(Process process) {
  private static final int PATIENCE_MINUTES = 2;
  private static final int SIGINT = 2;

  /** Starts the command; both outputs are one. */
  static Jvm start(String... args) {
    return started(command(args));
  }

  /** As {@link #start}, but the JVM starts sooner and gets no faster. */
  static Jvm quick(String... args) {
    List<String> command = command(args);
    command.addAll(1, List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    return started(command);
  }

  /** As {@link #start}, but the shell does something before it becomes the JVM. */
  static Jvm after(String shell, String... args) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", shell + "; exec \"$@\"", "sh"));
    command.addAll(command(args));
    return started(command);
  }

  private static List<String> command(String... args) {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                Fovea.class.getName()));
    command.addAll(List.of(args));
    return command;
  }

  private static Jvm started(List<String> command) {
    try {
      return new Jvm(new ProcessBuilder(command).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
  }

  /**
   * Whether this process, and so any it starts, was told not to hear Ctrl-C, as by nohup or {@code
   * &}.
   */
  static boolean deafToInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
            .anyMatch(ignored -> (ignored >> (SIGINT - 1) & 1) == 1);
  }

  /** Waits for the end; what the command has printed. */
  String output() throws InterruptedException {
    CompletableFuture<String> said = CompletableFuture.supplyAsync(this::read);
    boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      process.destroyForcibly();
    }
    String text = said.join();
    if (!ended) {
      throw new IllegalStateException("the command did not end: " + text);
    }
    return text;
  }

  private String read() {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
