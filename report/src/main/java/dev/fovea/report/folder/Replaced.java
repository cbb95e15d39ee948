// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.folder;

import dev.fovea.train.file.Folders;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The run that a new one is to replace: it lies in a folder inside of the new one's until that has
 * a checkpoint. Only who holds the lock of the folder may move it.
 *
 * <p>A process that is killed leaves it whole. The arguments go last on the way out and first on
 * the way back, so they say how far the way was gone, and {@link #settle} can go it to its end.
 *
 * @param run folder of the new run
 */
record Replaced(Path run) {
  static final String NAME = "replaced-run";

  private Path aside() {
    return run.resolve(NAME);
  }

  /** Whether a whole run lies aside. */
  boolean isThere() {
    return Files.exists(aside().resolve(RunFolder.ARGS));
  }

  /** Moves the run that is in the folder out of the way; does nothing when there is none. */
  void setAside() {
    if (!Files.exists(run.resolve(RunFolder.ARGS))) {
      return;
    }
    Folders.create(aside());
    try {
      for (String name : RunFolder.OWN) {
        move(run, aside(), name);
      }
    } catch (RuntimeException e) {
      moveBack();
      throw e;
    }
  }

  /**
   * Ends what a process has begun that was killed.
   *
   * @param old whether the old run is wanted where the new one has no checkpoint yet
   */
  void settle(boolean old) {
    if (!Files.isDirectory(aside())) {
      return;
    }
    if (!isThere()) {
      moveBack();
    } else if (Files.exists(run.resolve(RunFolder.CHECKPOINT))) {
      forget();
    } else if (old || !Files.exists(run.resolve(RunFolder.ARGS))) {
      removeOwn(run);
      moveBack();
    }
  }

  /** Removes it for good. */
  void forget() {
    removeOwn(aside());
    Folders.removeEmpty(aside());
  }

  private void moveBack() {
    move(aside(), run, RunFolder.ARGS);
    for (String name : RunFolder.OWN) {
      move(aside(), run, name);
    }
    Folders.removeEmpty(aside());
  }

  private static void move(Path from, Path to, String name) {
    if (Files.exists(from.resolve(name))) {
      // Whoever looks into a run makes its folders where they are missing.
      Folders.remove(to.resolve(name));
      Folders.move(from.resolve(name), to.resolve(name));
    }
  }

  /** Removes what a run has written; its arguments go last. */
  static void removeOwn(Path folder) {
    RunFolder.OWN.forEach(name -> Folders.remove(folder.resolve(name)));
  }
}
