// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.folder;

import dev.fovea.tensor.FoveaException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Held on a run's folder while it is trained, so that no second process writes into it. The system
 * takes it back when the process dies, however it dies.
 */
public final class RunLock implements AutoCloseable {
  static final String NAME = ".lock";

  private final Path file;
  private final FileChannel channel;

  private RunLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes it.
   *
   * @param run the run's folder
   * @throws FoveaException when somebody has it
   */
  public static RunLock take(Path run) {
    Path file = run.resolve(NAME);
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw taken(run);
      }
    } catch (IOException e) {
      // Some network file systems have no locks. The run is worth more than its guard.
    }
    return new RunLock(file, channel);
  }

  /** Refuses to touch a run that is being trained. */
  static void requireFree(Path run) {
    if (held(run)) {
      throw taken(run);
    }
  }

  /** Whether a process is training the run now. */
  public static boolean held(Path run) {
    Path file = run.resolve(NAME);
    if (!Files.exists(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = lock(channel)) {
      return lock == null;
    } catch (IOException e) {
      return false;
    }
  }

  private static FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static FoveaException taken(Path run) {
    return new FoveaException(
        "%s is being trained by another process; wait for its end or stop it, or give another --out",
        run);
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // The system closes it at the end of the process; an unlocked file stops nobody.
    }
  }
}
