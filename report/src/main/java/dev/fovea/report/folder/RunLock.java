// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.folder;

import dev.fovea.tensor.FoveaException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Held on a run's folder while it is trained, so that no second process writes into it. The system
 * takes it back when the process dies, however it dies. Its file goes only with a run that failed
 * at its start; whoever locked the file meanwhile finds out and tries the next.
 */
public final class RunLock implements AutoCloseable {
  static final String NAME = ".lock";

  /**
   * What this process holds. POSIX takes a process's locks on a file away as soon as it closes any
   * channel to it, so a file held here is never opened again.
   */
  private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

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
    Path file = file(run);
    if (!OURS.add(file)) {
      throw taken(run);
    }
    FileChannel channel = null;
    try {
      channel = open(file);
    } catch (IOException e) {
      // Some network file systems have no locks. The run is worth more than its guard.
      return new RunLock(file, null);
    }
    if (channel == null) {
      OURS.remove(file);
      throw taken(run);
    }
    return new RunLock(file, channel);
  }

  /** A channel to the file that has its lock; null when somebody else has it. */
  private static FileChannel open(Path file) throws IOException {
    while (true) {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      Optional<String> opened = key(file);
      if (channel.tryLock() == null) {
        channel.close();
        return null;
      }
      if (opened.isPresent() && opened.equals(key(file))) {
        return channel;
      }
      // Whoever had it has removed it with a run that failed: what is locked has no name any more.
      channel.close();
    }
  }

  /** What tells one file of a name from the next; empty when there is none. */
  private static Optional<String> key(Path file) throws IOException {
    try {
      return Optional.of(
          String.valueOf(Files.readAttributes(file, BasicFileAttributes.class).fileKey()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Whether a process is training the run now. */
  public static boolean held(Path run) {
    Path file = file(run);
    if (OURS.contains(file)) {
      return true;
    }
    if (!Files.exists(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock == null;
    } catch (IOException e) {
      return false;
    }
  }

  private static Path file(Path run) {
    return run.toAbsolutePath().normalize().resolve(NAME);
  }

  private static FoveaException taken(Path run) {
    return new FoveaException(
        "%s is being trained by another process; wait for its end or stop it, or give another --out",
        run);
  }

  @Override
  public void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // The system closes it at the end of the process.
    }
    OURS.remove(file);
  }
}
