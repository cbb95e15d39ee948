// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.pack;

import dev.fovea.data.ImageBytes;
import dev.fovea.data.image.Fit;
import dev.fovea.data.image.Fitter;
import dev.fovea.data.image.HeapException;
import dev.fovea.data.listing.PictureDataset;
import dev.fovea.tensor.FoveaException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** One walk of several threads over all images, each decoded and fitted into its record. */
final class Decoding {
  private static final long TELL_EVERY = 5_000_000_000L;

  private final PictureDataset source;
  private final Fit fit;
  private final Segments records;
  private final Consumer<String> note;
  private final String[] reasons;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger firstBad = new AtomicInteger(Integer.MAX_VALUE);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final AtomicLong told = new AtomicLong(System.nanoTime());

  /**
   * A walk.
   *
   * @param records where pictures go; null only to see whether they can be read and fitted
   */
  Decoding(PictureDataset source, Fit fit, Segments records, Consumer<String> note) {
    this.source = source;
    this.fit = fit;
    this.records = records;
    this.note = note;
    this.reasons = new String[source.size()];
  }

  /**
   * Walks.
   *
   * @param skip whether to go on after an image that cannot be read
   * @return the images that cannot be read, in order
   * @throws HeapException when there is too little memory for one, whatever {@code skip} says
   */
  List<BadImage> run(int threads, boolean skip) {
    List<Thread> others = new ArrayList<>();
    for (int i = 1; i < threads; i++) {
      Thread thread = new Thread(() -> work(skip), "fovea-decoder-" + i);
      thread.setDaemon(true);
      thread.start();
      others.add(thread);
    }
    work(skip);
    try {
      for (Thread thread : others) {
        thread.join();
      }
    } catch (InterruptedException e) {
      next.set(source.size());
      Thread.currentThread().interrupt();
      throw new FoveaException(e, "interrupted while decoding %s", source.name());
    }
    if (failure.get() instanceof Error error) {
      throw error;
    }
    if (failure.get() instanceof RuntimeException e) {
      throw e;
    }
    List<BadImage> bad = new ArrayList<>();
    for (int i = 0; i < reasons.length; i++) {
      if (reasons[i] != null) {
        FoveaException.check(skip, "%s", reasons[i]);
        bad.add(new BadImage(source.sample(i), reasons[i]));
      }
    }
    return bad;
  }

  private void work(boolean skip) {
    Fitter fitter = fit.isNone() ? null : new Fitter(fit);
    try {
      // Images are taken in order, so the first bad one is the same for any number of threads.
      for (int i = next.getAndIncrement(); i < source.size(); i = next.getAndIncrement()) {
        if (skip || i < firstBad.get()) {
          decode(i, fitter);
          tell(i);
        }
      }
    } catch (Error | HeapException e) {
      failure.compareAndSet(null, e);
      next.set(source.size());
    }
  }

  private void decode(int index, Fitter fitter) {
    try {
      ImageBytes own = read(source, index, fitter);
      if (records != null) {
        byte[] fitted = new byte[fitter.target(own.shape()).bytes()];
        fitter.fit(own, fitted, 0);
        records.put(index, fitted);
      }
    } catch (HeapException e) {
      throw e;
    } catch (OutOfMemoryError e) {
      throw new HeapException(
          e, source.sample(index).file(), "to be %d x %d".formatted(fit.width(), fit.height()));
    } catch (RuntimeException e) {
      reasons[index] = reason(source, index, e);
      firstBad.accumulateAndGet(index, Math::min);
    }
  }

  /** An image that can be fitted; else the same is wrong with it wherever it would be kept. */
  private static ImageBytes read(PictureDataset source, int index, Fitter fitter) {
    ImageBytes image = source.image(index);
    if (fitter != null) {
      fitter.check(image.shape());
    }
    return image;
  }

  private static String reason(PictureDataset source, int index, RuntimeException e) {
    String reason = e instanceof FoveaException ? e.getMessage() : e.toString();
    String file = source.describe(index);
    return reason.contains(file) ? reason : file + ": " + reason;
  }

  private void tell(int index) {
    long now = System.nanoTime();
    long last = told.get();
    if (now - last > TELL_EVERY && told.compareAndSet(last, now)) {
      note.accept("decoding %s: %d of %d".formatted(source.name(), index, source.size()));
    }
  }

  /** Why an image that could not be read before cannot be read. */
  static BadImage again(PictureDataset source, int index, Fit fit) {
    try {
      read(source, index, new Fitter(fit));
      return new BadImage(
          source.sample(index), source.describe(index) + " could not be read when it was packed");
    } catch (HeapException e) {
      throw e;
    } catch (RuntimeException e) {
      return new BadImage(source.sample(index), reason(source, index, e));
    }
  }
}
