// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.backend.Session;
import dev.fovea.train.event.TrainEvent;
import dev.fovea.train.state.Checkpoint;
import dev.fovea.train.state.Progress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Trains a model (notes T60) and tells listeners what happens. For one run; {@link #stop} may be
 * called from any thread.
 *
 * <pre>{@code
 * Progress end = new Trainer(job, List.of(console, recorder)).run();
 * }</pre>
 */
public final class Trainer {
  private final Job job;
  private final List<Consumer<TrainEvent>> listeners;
  private volatile boolean stopping;

  /**
   * Makes a trainer.
   *
   * @param listeners are called in this order, on the thread of {@link #run}
   */
  public Trainer(Job job, List<Consumer<TrainEvent>> listeners) {
    this.job = job.limited();
    this.listeners = List.copyOf(listeners);
  }

  /**
   * Trains from the beginning.
   *
   * @return the end of the run, or where it stopped
   * @throws DivergedException when the loss is no longer a number
   * @throws dev.fovea.tensor.FoveaException when model, data and recipe do not fit together, data
   *     cannot be read, or a listener cannot write
   */
  public Progress run() {
    return run(Optional.empty());
  }

  /**
   * Goes on from a checkpoint of the same job; the result is that of a run without interruption,
   * bit by bit.
   *
   * @throws dev.fovea.tensor.FoveaException as {@link #run}, and when the checkpoint is of another
   *     job
   */
  public Progress resume(Checkpoint from) {
    return run(Optional.of(from));
  }

  /** Lets the step under way end, has a checkpoint taken, and ends the run. */
  public void stop() {
    stopping = true;
  }

  private Progress run(Optional<Checkpoint> from) {
    try {
      MemoryFit.check(job);
      return open(from);
    } catch (RuntimeException | Error e) {
      fail(e);
      throw e;
    }
  }

  private Progress open(Optional<Checkpoint> from) {
    try (Loaders loaders = new Loaders(job);
        Session session = job.compute().backend().open(job.compute().options())) {
      return new Run(job, session, loaders, this::publish, () -> stopping).from(from);
    }
  }

  private void publish(TrainEvent event) {
    for (Consumer<TrainEvent> listener : listeners) {
      listener.accept(event);
    }
  }

  /** Every listener hears of the failure, also when one of them fails in turn. */
  private void fail(Throwable cause) {
    TrainEvent event = new TrainEvent.RunFailed(cause);
    for (Consumer<TrainEvent> listener : listeners) {
      try {
        listener.accept(event);
      } catch (RuntimeException e) {
        cause.addSuppressed(e);
      }
    }
  }
}
