// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A machine, as far as it matters to a result.
 *
 * @param jdk vendor and version
 * @param os name, version and architecture
 * @param cpu its name where the system tells it
 * @param cores processors the JVM may use
 */
public record Host(String jdk, String os, String cpu, int cores) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  static Host here() {
    return new Host(
        property("java.vendor") + " " + property("java.runtime.version"),
        property("os.name") + " " + property("os.version") + " " + property("os.arch"),
        processor(),
        Runtime.getRuntime().availableProcessors());
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }

  private static String processor() {
    try {
      for (String line : Files.readAllLines(CPU_INFO)) {
        if (line.startsWith("model name")) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    } catch (IOException e) {
      // Only Linux has the file; elsewhere the architecture has to do.
      return property("os.arch");
    }
    return property("os.arch");
  }
}
