// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.console;

import dev.fovea.train.event.TrainEvent;
import dev.fovea.train.event.TrainEvent.EpochEnded;
import dev.fovea.train.event.TrainEvent.RolledBack;
import dev.fovea.train.event.TrainEvent.RunEnded;
import dev.fovea.train.event.TrainEvent.RunFailed;
import dev.fovea.train.event.TrainEvent.RunStarted;
import dev.fovea.train.event.TrainEvent.StepEnded;
import dev.fovea.train.event.TrainEvent.Warned;
import java.io.PrintStream;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Shows a run. In a terminal, one line is rewritten at most ten times a second and gives way to a
 * line an epoch; elsewhere there are only the latter. Ends with the notes' summary (T60, T61).
 */
public final class ConsoleProgress implements Consumer<TrainEvent> {
  private static final long PAUSE_NANOS = 100_000_000;
  private static final String CLEAR = "\r\u001b[K";

  private final PrintStream out;
  private final Screen screen;
  private final LongSupplier nanos;
  private TrainEvent.Setting setting;
  private int epochs;
  private long totalSteps;
  private long startSteps;
  private long start;
  private long shown;
  private boolean open;

  /**
   * What lines are shown on.
   *
   * @param terminal whether a line can be rewritten
   * @param columns width of a line
   * @param unicode whether the bar may use more than ASCII
   */
  public record Screen(boolean terminal, int columns, boolean unicode) {}

  public ConsoleProgress(PrintStream out, Screen screen) {
    this(out, screen, System::nanoTime);
  }

  ConsoleProgress(PrintStream out, Screen screen, LongSupplier nanos) {
    this.out = out;
    this.screen = screen;
    this.nanos = nanos;
  }

  @Override
  public void accept(TrainEvent event) {
    if (event instanceof StepEnded step) {
      step(step);
    } else if (event instanceof RunStarted started) {
      start(started);
    } else if (event instanceof EpochEnded ended) {
      line(Lines.epoch(ended.result(), epochs, setting.watched()));
    } else if (event instanceof RunEnded ended) {
      if (ended.progress().over()) {
        Lines.summary(ended.progress(), setting).forEach(this::line);
      } else {
        line(Lines.stopped(ended.progress()));
      }
    } else if (event instanceof RolledBack back) {
      line(Lines.rolledBack(back));
    } else if (event instanceof Warned warned) {
      line("warning: " + warned.message());
    } else if (event instanceof RunFailed) {
      clear();
    }
  }

  private void start(RunStarted started) {
    setting = started.setting();
    epochs = started.progress().recipe().epochs();
    totalSteps = (long) epochs * started.stepsPerEpoch();
    startSteps = started.progress().position().steps();
    start = nanos.getAsLong();
    shown = start - PAUSE_NANOS;
    Lines.start(started).forEach(this::line);
  }

  private void step(StepEnded step) {
    long now = nanos.getAsLong();
    if (!screen.terminal || now - shown < PAUSE_NANOS) {
      return;
    }
    shown = now;
    long done = (step.epoch() - 1L) * step.stepsPerEpoch() + step.step();
    double secondsLeft = (now - start) / 1e9 / (done - startSteps) * (totalSteps - done);
    String text = Lines.live(step, epochs, secondsLeft, screen);
    out.print(CLEAR + text.substring(0, Math.min(text.length(), Math.max(1, screen.columns - 1))));
    out.flush();
    open = true;
  }

  private void line(String text) {
    clear();
    out.println(text);
    out.flush();
  }

  private void clear() {
    if (open) {
      out.print(CLEAR);
      out.flush();
      open = false;
    }
  }
}
