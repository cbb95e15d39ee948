// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.loader;

import dev.fovea.data.Dataset;
import dev.fovea.data.ImageShape;
import dev.fovea.tensor.FoveaException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Batches of a dataset, epoch after epoch.
 *
 * <pre>{@code
 * try (Loader loader = new Loader(dataset, LoaderOptions.of(256).shuffled(seed).threads(1))) {
 *   try (Epoch batches = loader.epoch(0)) {
 *     for (Batch batch : batches) {
 *       try (batch) { ... }
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>Used from one thread, which may hold one batch at a time, or a few if the prefetch depth
 * leaves room. One monitor, the loader itself, guards all that is shared with the workers.
 */
public final class Loader implements AutoCloseable {
  private final Dataset dataset;
  private final LoaderOptions options;
  private final ImageShape shape;
  private final Deque<Batch> free = new ArrayDeque<>();
  private final int buffers;
  private final List<Thread> workers = new ArrayList<>();
  private final BatchFiller inline;

  private Epoch current;
  private boolean closed;
  private int held;
  private long waitNanos;

  /** Opens the loader and starts its threads, named {@code fovea-loader-0} and so on. */
  public Loader(Dataset dataset, LoaderOptions options) {
    this.dataset = dataset;
    this.options = options;
    if (dataset.size() < 1) {
      throw new FoveaException("%s holds no images", dataset.name());
    }
    ImageShape own = dataset.shape(0);
    this.shape =
        options.fit().isNone()
            ? own
            : new ImageShape(own.channels(), options.fit().height(), options.fit().width());
    options.normalization().checkFits(shape, dataset.name());
    options.augmentation().checkFits(shape, dataset.name());
    if ((long) options.batch() * shape.bytes() > Integer.MAX_VALUE - 8) {
      throw new FoveaException(
          "a batch of %d images of %s does not fit into one array; choose a smaller batch",
          options.batch(), shape);
    }
    this.buffers = options.threads() == 0 ? 1 : 1 + Math.min(options.prefetch(), batches());
    int capacity = Math.min(options.batch(), dataset.size());
    for (int i = 0; i < buffers; i++) {
      free.add(new Batch(capacity, shape, this::giveBack));
    }
    this.inline = options.threads() == 0 ? new BatchFiller(dataset, options, shape) : null;
    for (int i = 0; i < options.threads(); i++) {
      Thread worker = new Thread(this::work, "fovea-loader-" + i);
      worker.setDaemon(true);
      worker.start();
      workers.add(worker);
    }
  }

  /** The extent of the images in the batches, after resizing. */
  public ImageShape shape() {
    return shape;
  }

  /** Batches in an epoch, a last partial one included unless the options drop it. */
  public int batches() {
    return options.batches(dataset.size());
  }

  /** Time the using thread has spent waiting for batches, over all epochs. */
  public synchronized long dataWaitNanos() {
    return waitNanos;
  }

  /** Starts an epoch from its first batch; the previous one must be over or closed. */
  public Epoch epoch(int epoch) {
    return epoch(epoch, 0);
  }

  /** Starts in the middle of an epoch, as a resumed run does. */
  public Epoch epoch(int epoch, int firstBatch) {
    if (firstBatch < 0 || firstBatch > batches()) {
      throw new FoveaException(
          "%s: batch %d of an epoch of %d", dataset.name(), firstBatch, batches());
    }
    int[] order =
        options.shuffle()
            ? Shuffle.order(dataset.size(), options.seed(), epoch)
            : Shuffle.inOrder(dataset.size());
    synchronized (this) {
      requireOpen();
      if (current != null) {
        throw new IllegalStateException("close the previous epoch before starting the next");
      }
      current = new Epoch(this, epoch, order, firstBatch, batches(), buffers);
      notifyAll();
      return current;
    }
  }

  /** Stops the threads and waits until they are gone. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      if (current != null) {
        current.over = true;
        current = null;
      }
      notifyAll();
    }
    boolean interrupted = false;
    for (Thread worker : workers) {
      worker.interrupt();
      try {
        worker.join(5_000);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  synchronized Batch next(Epoch epoch) {
    requireOpen();
    if (epoch != current || epoch.taken == epoch.end) {
      return null;
    }
    long start = System.nanoTime();
    int number = epoch.taken;
    try {
      if (inline != null) {
        epoch.put(number, fill(inline, epoch, number, takeFree()));
      }
      while (epoch.at(number) == null) {
        if (held == buffers) {
          throw tooManyHeld();
        }
        wait();
        requireOpen();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FoveaException("interrupted while waiting for a batch of %s", dataset.name());
    } finally {
      waitNanos += System.nanoTime() - start;
    }
    Filled filled = epoch.take(number);
    notifyAll();
    if (filled.failure() instanceof Error error) {
      throw error;
    }
    if (filled.failure() instanceof RuntimeException failure) {
      throw failure;
    }
    held++;
    return filled.batch();
  }

  synchronized void end(Epoch epoch) {
    if (current == epoch) {
      current = null;
    }
    for (Filled filled = epoch.drain(); filled != null; filled = epoch.drain()) {
      recycle(filled.batch());
    }
  }

  private synchronized void giveBack(Batch batch) {
    held--;
    recycle(batch);
  }

  /** Puts a buffer back that no user has seen; null where a failure has already done so. */
  private void recycle(Batch batch) {
    if (batch != null) {
      free.addLast(batch);
      notifyAll();
    }
  }

  private void work() {
    BatchFiller filler = new BatchFiller(dataset, options, shape);
    while (true) {
      Epoch epoch;
      int number;
      Batch batch;
      synchronized (this) {
        try {
          // A buffer and a number are taken together, so whoever has a number can finish it.
          while (!closed && (free.isEmpty() || current == null || !current.claimable())) {
            wait();
          }
        } catch (InterruptedException e) {
          return;
        }
        if (closed) {
          return;
        }
        epoch = current;
        number = epoch.claimed++;
        batch = takeFree();
      }
      Filled filled = fill(filler, epoch, number, batch);
      synchronized (this) {
        if (epoch == current) {
          epoch.put(number, filled);
          notifyAll();
        } else {
          recycle(filled.batch());
        }
      }
    }
  }

  private Filled fill(BatchFiller filler, Epoch epoch, int number, Batch batch) {
    int start = number * options.batch();
    batch.lend(number, Math.min(options.batch(), dataset.size() - start));
    try {
      filler.fill(batch, epoch.number, epoch.order, start, () -> epoch.over);
      return new Filled(batch, null);
    } catch (RuntimeException | Error e) {
      // Whatever went wrong is thrown where the batch is asked for, not lost with a worker.
      synchronized (this) {
        recycle(batch);
      }
      return new Filled(null, e);
    }
  }

  private Batch takeFree() {
    if (free.isEmpty()) {
      throw tooManyHeld();
    }
    return free.removeFirst();
  }

  private IllegalStateException tooManyHeld() {
    return new IllegalStateException(
        "all " + buffers + " batches are in use; close one before asking for the next");
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the loader is closed");
    }
  }

  /** A finished batch, or what kept it from being finished. */
  record Filled(Batch batch, Throwable failure) {}
}
