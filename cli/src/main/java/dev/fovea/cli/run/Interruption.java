// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What Ctrl-C and SIGTERM do while it is open: they ask the work to stop, and the JVM ends when the
 * work has come to an end, with the exit code that belongs to the signal (130 or 143). A second
 * signal ends it at once. Of several that are open, the JVM waits for all.
 */
final class Interruption {
  private static final int EXIT = 130;

  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread hook;

  /**
   * Opens.
   *
   * @param stop is called from a thread of its own, or at once when a signal has come before, and
   *     must return soon
   */
  Interruption(Runnable stop) {
    hook =
        new Thread(
            () -> {
              stop.run();
              await();
            },
            "interruption");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Shutting down already, held up by another interruption that is open.
      stop.run();
    }
  }

  private void await() {
    try {
      while (!over.await(20, TimeUnit.MILLISECONDS)) {
        if (signals() > 1) {
          Runtime.getRuntime().halt(EXIT);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Signals the JVM is handling: it starts a thread for each, named after it, and those after the
   * first wait for the shutdown to end. The only portable trace that a second one leaves.
   */
  private static long signals() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches("SIG(INT|TERM|HUP) handler"))
        .count();
  }

  /** The work has come to an end. */
  void close() {
    over.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Shutting down already: the hook has just been told to return.
      return;
    }
  }
}
