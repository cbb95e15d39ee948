// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import dev.fovea.report.plot.Curves.Snapshot;
import dev.fovea.tensor.FoveaException;
import dev.fovea.train.file.AtomicFile;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Draws curves into a file on a thread of its own, so that training does not wait. Where epochs are
 * so short that drawing would take more than a tenth of the time of a processor, only the newest of
 * several plots is drawn; the last one always is.
 */
public final class PlotWriter implements AutoCloseable {
  private static final int REST = 9;
  private static final long LONGEST_MILLIS = 30_000;

  private final Path file;
  private final Consumer<String> warnings;
  private final Thread thread;
  private Snapshot next;
  private boolean closed;

  /**
   * Starts the thread.
   *
   * @param warnings gets a line when a plot cannot be drawn or written, from that thread
   */
  public PlotWriter(Path file, Consumer<String> warnings) {
    this.file = file;
    this.warnings = warnings;
    this.thread = new Thread(this::work, "fovea-plot");
    thread.setDaemon(true);
    thread.start();
  }

  /** Asks for a plot and returns at once. */
  public synchronized void draw(Snapshot curves) {
    next = curves;
    notifyAll();
  }

  private void work() {
    try {
      // Loading fonts and drawing code takes a second; better now than during the first epochs.
      png(new Snapshot("", 1, "test", List.of(), List.of()));
      for (Snapshot curves = await(0); curves != null; ) {
        long start = System.nanoTime();
        AtomicFile.write(file, png(curves));
        long nanos = System.nanoTime() - start;
        curves = await(System.nanoTime() + REST * nanos);
      }
    } catch (RuntimeException | LinkageError | InternalError e) {
      // Machines without fonts fail with errors of every kind; the figures are in results.csv.
      String reason = e instanceof FoveaException ? e.getMessage() : Fonts.reason(e);
      warnings.accept("cannot draw " + file + ": " + reason);
    }
  }

  /** The next plot to draw, not before a time unless it is the last; null when there is none. */
  private synchronized Snapshot await(long earliest) {
    try {
      while (!closed && next == null) {
        wait();
      }
      for (long nanos = earliest - System.nanoTime();
          earliest != 0 && !closed && nanos > 0;
          nanos = earliest - System.nanoTime()) {
        wait(nanos / 1_000_000 + 1);
      }
    } catch (InterruptedException e) {
      return null;
    }
    Snapshot curves = next;
    next = null;
    return curves;
  }

  static byte[] png(Snapshot curves) {
    return Look.png(CurvePlot.of(curves));
  }

  /** Waits until the last plot asked for is written, but not for ever: no plot is worth a run. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join(LONGEST_MILLIS);
      if (thread.isAlive()) {
        warnings.accept(
            "cannot draw %s: not done after %d s".formatted(file, LONGEST_MILLIS / 1000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
