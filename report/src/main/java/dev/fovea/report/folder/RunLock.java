// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.folder;

import dev.fovea.tensor.FoveaException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
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
   * @throws FoveaException when somebody has it, or its file cannot be written to
   */
  public static RunLock take(Path run) {
    Path file = file(run);
    if (!OURS.add(file)) {
      throw taken(run);
    }
    try {
      return locked(run, file);
    } catch (IOException e) {
      OURS.remove(file);
      throw new FoveaException(
          e,
          "%s cannot be opened to write (%s), and without it nobody can tell whether a process"
              + " trains the run; work as the user it belongs to",
          run.resolve(NAME),
          e instanceof AccessDeniedException ? "access denied" : reason(e));
    } catch (RuntimeException e) {
      OURS.remove(file);
      throw e;
    }
  }

  private static String reason(IOException e) {
    return e instanceof FileSystemException known && known.getReason() != null
        ? known.getReason()
        : e.toString();
  }

  private static RunLock locked(Path run, Path file) throws IOException {
    while (true) {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      Optional<String> opened = key(file);
      try {
        if (channel.tryLock() == null) {
          channel.close();
          throw taken(run);
        }
      } catch (IOException e) {
        // Some network file systems have no locks. The run is worth more than its guard.
        channel.close();
        return new RunLock(file, null);
      }
      if (opened.isPresent() && opened.equals(key(file))) {
        return new RunLock(file, channel);
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

  /**
   * Whether a process is training the run now. Reading is enough to see the lock of another user;
   * who may not even read it cannot tell, and has to take it as held.
   */
  public static boolean held(Path run) {
    Path file = file(run);
    if (OURS.contains(file)) {
      return true;
    }
    if (!Files.exists(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return !canLock(channel);
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static boolean canLock(FileChannel channel) {
    try (FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return lock != null;
    } catch (IOException e) {
      // No locks there, so nobody has one.
      return true;
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
