// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.check;

import dev.fovea.data.Dataset;
import dev.fovea.data.image.HeapException;
import dev.fovea.data.image.ImageFiles;
import dev.fovea.data.image.Picture;
import dev.fovea.data.listing.PictureDataset;
import dev.fovea.tensor.FoveaException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Looks at all images of a dataset.
 *
 * @param parts datasets by what they are for
 * @param leftOut files beside them that belong to no class or part
 * @param tiny shortest side, in pixels, that is not tiny
 * @param threads that decode
 * @param note is told now and then how far it is
 */
public record DataCheck(
    Map<String, Dataset> parts, List<Path> leftOut, int tiny, int threads, Consumer<String> note) {
  private static final int TELL_EVERY = 20_000;

  public DataCheck {
    parts = new LinkedHashMap<>(parts);
    leftOut = List.copyOf(leftOut);
  }

  /** The same where all files belong to a class. */
  public DataCheck(Map<String, Dataset> parts, int tiny, int threads, Consumer<String> note) {
    this(parts, List.of(), tiny, threads, note);
  }

  private record Place(String part, Dataset dataset, int index) {}

  /** Looks. */
  public CheckResult run() {
    List<Place> places = new ArrayList<>();
    parts.forEach(
        (part, dataset) -> {
          for (int i = 0; i < dataset.size(); i++) {
            places.add(new Place(part, dataset, i));
          }
        });
    Facts[] facts = new Facts[places.size()];
    AtomicInteger next = new AtomicInteger();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Runnable work =
        () -> {
          try (ImageFiles files = new ImageFiles()) {
            for (int i = next.getAndIncrement(); i < facts.length; i = next.getAndIncrement()) {
              facts[i] = look(files, places.get(i));
              if (i > 0 && i % TELL_EVERY == 0) {
                note.accept("looked at %d of %d images".formatted(i, facts.length));
              }
            }
          } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            next.set(facts.length);
          }
        };
    List<Thread> others = new ArrayList<>();
    for (int i = 1; i < threads; i++) {
      Thread thread = new Thread(work, "fovea-check-" + i);
      thread.setDaemon(true);
      thread.start();
      others.add(thread);
    }
    work.run();
    for (Thread other : others) {
      join(other);
    }
    if (failure.get() instanceof Error error) {
      throw error;
    }
    if (failure.get() instanceof RuntimeException e) {
      throw e;
    }
    Dataset first = parts.values().iterator().next();
    return new Findings(first.name(), first.labels(), List.copyOf(parts.keySet()), tiny)
        .of(Arrays.asList(facts), leftOut.stream().map(Path::toString).toList());
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FoveaException(e, "interrupted while looking at images");
    }
  }

  private static Facts look(ImageFiles files, Place place) {
    Dataset dataset = place.dataset();
    int label = dataset.label(place.index());
    String name = dataset.describe(place.index());
    try {
      if (dataset instanceof PictureDataset pictures) {
        Path file = pictures.sample(place.index()).file();
        ImageFiles.Inspected found = files.inspect(file);
        return Facts.of(
            place.part(),
            place.index(),
            label,
            name,
            found.picture(),
            found.format(),
            found.mode(),
            !ImageFiles.isNamedAs(file, found.format()),
            found.orientation() != 1);
      }
      Picture picture = new Picture(dataset.image(place.index()));
      String mode = picture.shape().channels() == 1 ? "grey" : "RGB";
      return Facts.of(place.part(), place.index(), label, name, picture, "", mode, false, false);
    } catch (HeapException e) {
      throw e;
    } catch (FoveaException e) {
      return Facts.unreadable(place.part(), place.index(), label, name, e.getMessage());
    }
  }
}
