// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.option;

import dev.fovea.cli.console.UsageException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How many threads compute. */
public final class Threads {
  /** Threads a processor; more of them only wait for each other, hundreds of times longer. */
  private static final int CROWD = 4;

  /** Far beyond any use; catches slips of the finger. */
  private static final int MOST_LOADERS = 256;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads for kernels; default: the run's own where one is repeated or resumed, else all"
              + " processors this process may use.")
  private Integer threads;

  /** The number asked for, or the standard one. */
  public int count() {
    return count(Optional.empty(), "");
  }

  /**
   * The number asked for, else the one a file says, else the standard one.
   *
   * @param where in which file, for messages
   */
  public int count(Optional<Integer> file, String where) {
    int count = threads == null ? file.orElse(standard()) : threads;
    boolean ofFile = threads == null && file.isPresent();
    int most = CROWD * standard();
    UsageException.require(
        count >= 1 && count <= most,
        "%s is %d, expected 1 to %d; this process may use %d processors%s",
        ofFile ? where : "--threads",
        count,
        most,
        standard(),
        ofFile ? ", give --threads N" : "");
    return count;
  }

  /** A number of threads that prepare batches, if it is a sensible one. */
  public static int loaders(int count) {
    return loaders(count, "--loader-threads");
  }

  /**
   * As {@link #loaders(int)}.
   *
   * @param where it was given, for messages
   */
  public static int loaders(int count, String where) {
    UsageException.require(
        count >= 0 && count <= MOST_LOADERS,
        "%s is %d, expected 0 to %d",
        where,
        count,
        MOST_LOADERS);
    return count;
  }

  /** Threads that prepare batches beside so many that compute, where nobody says a number. */
  public static int standardLoaders(int threads) {
    return Math.max(1, threads / 4);
  }

  /** The processors this process may use; affinity and container limits count. */
  public static int standard() {
    return Runtime.getRuntime().availableProcessors();
  }
}
