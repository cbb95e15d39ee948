// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.plot;

import dev.fovea.report.plot.Curves.Snapshot;
import dev.fovea.train.file.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import javax.imageio.ImageIO;

/**
 * Draws curves into a file on a thread of its own, so that training does not wait. Of several that
 * are asked for while one is drawn, only the newest is drawn.
 */
public final class PlotWriter implements AutoCloseable {
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
    for (Snapshot curves = await(); curves != null; curves = await()) {
      try {
        AtomicFile.write(file, png(curves));
      } catch (IOException | RuntimeException | LinkageError | InternalError e) {
        // Machines without fonts fail with errors of every kind; the figures are in results.csv.
        warnings.accept("cannot draw " + file + ": " + String.valueOf(e).split("\\R")[0]);
        return;
      }
    }
  }

  private synchronized Snapshot await() {
    while (next == null && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        return null;
      }
    }
    Snapshot curves = next;
    next = null;
    return curves;
  }

  static byte[] png(Snapshot curves) throws IOException {
    ImageIO.setUseCache(false);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(CurvePlot.of(curves), "png", out);
    return out.toByteArray();
  }

  /** Waits until the last plot asked for is written. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
