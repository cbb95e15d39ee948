// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * A process in which one thread loads libraries all the time, as the drawing of plots and the
 * reading of images do, while another calls native functions; prints "done" when both have come to
 * an end.
 */
final class LoadingAtOnce {
  private static final int LIBRARIES = 500;

  private LoadingAtOnce() {}

  /** Takes a library to load copies of, and a folder for these. */
  public static void main(String[] args) {
    Path library = Path.of(args[0]);
    Path folder = Path.of(args[1]);
    try (Engine engine = Engine.open(OptionalInt.of(100))) {
      Thread loading = new Thread(() -> load(library, folder), "loading");
      loading.start();
      while (loading.isAlive()) {
        engine.flushDenormals();
        engine.setThreads(2);
        engine.allocate(4096).close();
      }
    }
    System.out.println("done");
  }

  private static void load(Path library, Path folder) {
    try {
      for (int i = 0; i < LIBRARIES; i++) {
        System.load(Files.copy(library, folder.resolve(i + ".so")).toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
