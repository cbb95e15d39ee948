// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.option;

import dev.fovea.cli.console.UsageException;
import picocli.CommandLine.Option;

/** How many threads compute. */
public final class Threads {
  /** Far above any machine this runs on; catches slips of the finger before they cost memory. */
  public static final int MOST = 1024;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads for kernels; default: all processors this process may use.")
  private Integer threads;

  /** The number asked for, or the standard one. */
  public int count() {
    int count = threads == null ? standard() : threads;
    UsageException.require(
        count >= 1 && count <= MOST, "--threads is %d, expected 1 to %d", count, MOST);
    return count;
  }

  /** The processors this process may use; affinity and container limits count. */
  public static int standard() {
    return Runtime.getRuntime().availableProcessors();
  }
}
