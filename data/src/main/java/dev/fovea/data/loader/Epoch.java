// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.loader;

import dev.fovea.data.loader.Loader.Filled;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * One pass over the dataset. Fields are guarded by the loader's monitor, save {@code over}, and
 * {@code taken}, which only the using thread changes and so may read freely.
 *
 * <p>Batches claimed but not yet taken are never more than there are buffers, so a ring of that
 * size holds them; failures count too.
 */
public final class Epoch implements AutoCloseable, Iterable<Batch> {
  final int number;
  final int[] order;
  final int end;
  int claimed;
  int taken;
  volatile boolean over;

  private final Loader loader;
  private final Filled[] ring;

  Epoch(Loader loader, int number, int[] order, int first, int end, int buffers) {
    this.loader = loader;
    this.number = number;
    this.order = order;
    this.claimed = first;
    this.taken = first;
    this.end = end;
    this.ring = new Filled[buffers];
  }

  /**
   * The next batch, or null at the end of the epoch. The caller closes it.
   *
   * @throws dev.fovea.tensor.FoveaException when one of its images cannot be read
   */
  public Batch next() {
    Batch batch = loader.next(this);
    if (batch == null) {
      close();
    }
    return batch;
  }

  /** What is left of the epoch; each batch is the caller's to close. */
  @Override
  public Iterator<Batch> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return !over && taken < end;
      }

      @Override
      public Batch next() {
        Batch batch = Epoch.this.next();
        if (batch == null) {
          throw new NoSuchElementException();
        }
        return batch;
      }
    };
  }

  /** Ends the epoch, even in the middle; batches prepared ahead are dropped. */
  @Override
  public void close() {
    over = true;
    loader.end(this);
  }

  /** Whether there is another batch to prepare, and room for it among those not yet taken. */
  boolean claimable() {
    return claimed < end && claimed - taken < ring.length;
  }

  Filled at(int number) {
    return ring[number % ring.length];
  }

  void put(int number, Filled filled) {
    ring[number % ring.length] = filled;
  }

  Filled take(int number) {
    Filled filled = at(number);
    put(number, null);
    taken++;
    return filled;
  }

  /** Any batch still in the ring, or null. */
  Filled drain() {
    for (int i = 0; i < ring.length; i++) {
      if (ring[i] != null) {
        Filled filled = ring[i];
        ring[i] = null;
        return filled;
      }
    }
    return null;
  }
}
