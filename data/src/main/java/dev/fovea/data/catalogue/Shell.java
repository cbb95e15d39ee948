// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.catalogue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs in a folder, within a time limit, without a terminal. */
record Shell(Path folder) {

  /**
   * Runs a command and waits for it; one that is too slow, or whose wait is interrupted, is ended
   * with its children.
   *
   * @return null when it succeeded, else its last line of complaint
   */
  String run(Duration within, List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    try {
      if (!process.waitFor(within.toSeconds(), TimeUnit.SECONDS)) {
        return "no end after " + within.toSeconds() + " s";
      }
      return process.exitValue() == 0 ? null : complaint(output, process.exitValue());
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String complaint(Path output, int code) throws IOException {
    String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    return lines.stream()
        .filter(line -> line.startsWith("E:"))
        .findFirst()
        .orElse(lines.isEmpty() ? "exit code " + code : lines.get(lines.size() - 1));
  }
}
