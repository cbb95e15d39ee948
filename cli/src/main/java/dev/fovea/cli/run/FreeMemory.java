// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Bytes that a process may still take: what Linux reckons it could give without swapping, or what
 * is left under the limit of the container, whichever is less.
 *
 * @param root where the system's files lie; {@code /}
 */
record FreeMemory(Path root) {
  /** Where a container's limit is no limit, v1 writes a number of pages near this. */
  private static final long NO_LIMIT = 1L << 60;

  static FreeMemory ofMachine() {
    return new FreeMemory(Path.of("/"));
  }

  /** The bytes; the largest number where the system tells none. */
  long bytes() {
    long available =
        lines("proc/meminfo").stream()
            .filter(line -> line.matches("MemAvailable: +\\d+ kB"))
            .map(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElse(Long.MAX_VALUE);
    long v2 =
        left(
            "sys/fs/cgroup/memory.max",
            "sys/fs/cgroup/memory.current",
            "sys/fs/cgroup/memory.stat",
            "inactive_file");
    long v1 =
        left(
            "sys/fs/cgroup/memory/memory.limit_in_bytes",
            "sys/fs/cgroup/memory/memory.usage_in_bytes",
            "sys/fs/cgroup/memory/memory.stat",
            "total_inactive_file");
    return Math.min(available, Math.min(v1, v2));
  }

  private long left(String limitFile, String usedFile, String statFile, String cached) {
    long limit = number(limitFile);
    long used = number(usedFile);
    if (limit >= NO_LIMIT || used == Long.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    // Pages that only cache files, and were not asked for lately, are given back on demand.
    long cache =
        lines(statFile).stream()
            .filter(line -> line.matches(cached + " \\d{1,18}"))
            .mapToLong(line -> Long.parseLong(line.substring(cached.length() + 1)))
            .findFirst()
            .orElse(0);
    return Math.max(0, limit - Math.max(0, used - cache));
  }

  private long number(String file) {
    List<String> lines = lines(file);
    return lines.size() == 1 && lines.get(0).strip().matches("\\d{1,18}")
        ? Long.parseLong(lines.get(0).strip())
        : Long.MAX_VALUE;
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(root.resolve(file));
    } catch (IOException e) {
      // Not Linux, or no container: nothing to heed.
      return List.of();
    }
  }
}
