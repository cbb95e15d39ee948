// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command in a JVM of its own, for what cannot be tried inside this one: signals, limits. */
record Jvm(Process process) {
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

  /** Waits for the end; what the command has printed. */
  String output() throws IOException, InterruptedException {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException("the command did not end: " + text);
    }
    return text;
  }
}
