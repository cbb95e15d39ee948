// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.pack;

import dev.fovea.data.Dataset;
import dev.fovea.data.ImageShape;
import dev.fovea.data.image.Fit;
import dev.fovea.data.listing.Part;
import dev.fovea.data.listing.PictureDataset;
import dev.fovea.data.listing.Sample;
import dev.fovea.tensor.FoveaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * How image files become a dataset of one size.
 *
 * @param fit the size, and how pictures come to it; without one nothing is kept
 * @param budget bytes that may be kept in memory
 * @param folder where pack files lie; need not exist
 * @param threads that decode
 * @param skip whether images that cannot be read are left out; else the first ends it
 * @param note is told what takes long
 */
public record Packing(
    Fit fit,
    Keep keep,
    long budget,
    Path folder,
    int threads,
    boolean skip,
    Consumer<String> note) {

  /**
   * What came of it.
   *
   * @param files the images that can be read, as files
   * @param dataset the same, perhaps decoded
   * @param bad the others
   * @param inMemory bytes that the dataset keeps there
   */
  public record Packed(PictureDataset files, Dataset dataset, List<BadImage> bad, long inMemory) {}

  /** The same to another size. */
  Packing fit(Fit other) {
    return new Packing(other, keep, budget, folder, threads, skip, note);
  }

  /** The same with another budget. */
  Packing budget(long other) {
    return new Packing(fit, keep, other, folder, threads, skip, note);
  }

  /**
   * Decodes all images of a dataset once, unless that is neither needed nor of use.
   *
   * @throws FoveaException naming the first image that cannot be read, unless told to skip it
   */
  public Packed pack(PictureDataset source) {
    return pack(source, this::free);
  }

  /**
   * The same on another disk.
   *
   * @param free tells how many bytes it has left
   */
  Packed pack(PictureDataset source, LongSupplier free) {
    ImageShape shape =
        fit.isNone() ? null : new ImageShape(source.channels(), fit.height(), fit.width());
    Keep where = shape == null ? Keep.NONE : where(source, shape, free);
    if (where == Keep.DISK) {
      return onDisk(source, shape);
    }
    if (where == Keep.NONE && !skip) {
      return new Packed(source, source, List.of(), 0);
    }
    Segments memory = where == Keep.RAM ? Segments.inMemory(source.size(), shape.bytes()) : null;
    Decoding decoding = new Decoding(source, fit, memory, note);
    return packed(source, shape, memory, decoding.run(threads, skip));
  }

  private Keep where(PictureDataset source, ImageShape shape, LongSupplier free) {
    long bytes = (long) source.size() * shape.bytes();
    if (keep == Keep.AUTO && bytes <= budget) {
      return Keep.RAM;
    }
    if (keep == Keep.RAM) {
      checkHeap(source, bytes);
    }
    if (keep != Keep.AUTO && keep != Keep.DISK) {
      return keep;
    }
    // Only a file that is still to be made needs room.
    if (!PackFile.of(folder, source, shape, fit).isMissing()) {
      return Keep.DISK;
    }
    long left = free.getAsLong();
    if (keep == Keep.DISK) {
      FoveaException.check(
          bytes < left,
          "decoded images take %d MB, the disk of %s has %d MB left; make room, set FOVEA_CACHE to"
              + " another folder, or give --cache none",
          bytes >> 20,
          folder,
          left >> 20);
      return Keep.DISK;
    }
    if (bytes < left / 2) {
      return Keep.DISK;
    }
    note.accept(
        "decoded images would take %d MB, more than memory (%d MB) or half of the disk of %s (%d MB)"
                .formatted(bytes >> 20, budget >> 20, folder, left >> 21)
            + " have to spare; they are decoded anew in each epoch");
    return Keep.NONE;
  }

  /** Throws when images that are to be kept in memory would leave nothing of it to work with. */
  private void checkHeap(PictureDataset source, long bytes) {
    long heap = Runtime.getRuntime().maxMemory();
    // What a part took is gone from the budget, and may have made it negative.
    long room = Math.min(heap, budget + heap * 3 / 8);
    FoveaException.check(
        bytes <= room,
        "decoded images of %s take %d MB, the Java heap of %d MB has %d MB for them; give --cache"
            + " disk or none, or allow more, such as FOVEA_JAVA_OPTS=-Xmx8g",
        source.name(),
        bytes >> 20,
        heap >> 20,
        Math.max(0, room) >> 20);
  }

  private long free() {
    try {
      // Not by its FileStore, which looks for the mount in a list that is another one in a chroot.
      return Files.createDirectories(folder).toFile().getUsableSpace();
    } catch (IOException e) {
      return 0;
    }
  }

  private Packed onDisk(PictureDataset source, ImageShape shape) {
    PackFile file = PackFile.of(folder, source, shape, fit);
    if (file.isMissing()) {
      file.create(records -> new Decoding(source, fit, records, note).run(threads, skip));
    }
    PackFile.Content content = file.open();
    List<BadImage> bad = new ArrayList<>();
    for (int i = 0; i < source.size(); i++) {
      if (!content.good()[i]) {
        bad.add(Decoding.again(source, i, fit));
      }
    }
    FoveaException.check(skip || bad.isEmpty(), "%s", bad.isEmpty() ? "" : bad.get(0).reason());
    return packed(source, shape, content.records(), bad);
  }

  private static Packed packed(
      PictureDataset source, ImageShape shape, Segments records, List<BadImage> bad) {
    Set<Sample> unread = new HashSet<>();
    bad.forEach(b -> unread.add(b.sample()));
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < source.size(); i++) {
      if (!unread.contains(source.sample(i))) {
        places.add(i);
      }
    }
    Part part = source.sample(0).part();
    FoveaException.check(
        !places.isEmpty(),
        "none of the %d images of %s%s can be read, the first because: %s",
        source.size(),
        source.name(),
        part == null ? "" : ", part " + part + ",",
        bad.isEmpty() ? "" : bad.get(0).reason());
    PictureDataset files = bad.isEmpty() ? source : source.only(places);
    if (records == null) {
      return new Packed(files, files, bad, 0);
    }
    int[] order = places.stream().mapToInt(Integer::intValue).toArray();
    Dataset dataset = new PackedDataset(files, shape, records, order);
    boolean mapped = records.buffers().get(0).isDirect();
    return new Packed(files, dataset, bad, mapped ? 0 : (long) source.size() * shape.bytes());
  }
}
