// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.pack;

import dev.fovea.data.DatasetSplits;
import dev.fovea.data.image.Fit;
import dev.fovea.data.listing.ImageList;
import dev.fovea.data.listing.Part;
import dev.fovea.data.listing.Sample;
import dev.fovea.tensor.FoveaException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All parts of a list, packed.
 *
 * @param list without the images that could not be read
 * @param bad those images
 */
public record PackedImages(DatasetSplits splits, ImageList list, List<BadImage> bad) {
  /**
   * Packs the parts one after the other, all to one size; they share the packing's budget.
   *
   * @param channels as {@link ImageList#datasets} has it
   */
  public static PackedImages of(ImageList list, int channels, Packing packing) {
    return of(list, channels, packing, Fit.NONE);
  }

  /**
   * The same with another size for training.
   *
   * @param train the size of images to train on; none for the packing's
   */
  public static PackedImages of(ImageList list, int channels, Packing packing, Fit train) {
    int depth = list.channels(channels);
    PackedImages images = packed(list, depth, packing, train);
    // A resumed run knows nothing of the files left out, so they must not decide.
    int without = images.bad().isEmpty() ? depth : images.list().channels(channels);
    return without == depth ? images : packed(list, without, packing, train);
  }

  private static PackedImages packed(ImageList list, int channels, Packing packing, Fit train) {
    List<BadImage> bad = new ArrayList<>();
    long[] left = {packing.budget()};
    DatasetSplits splits =
        list.datasets(
            channels,
            source -> {
              boolean other = source.sample(0).part() == Part.TRAIN && !train.isNone();
              Packing own = other ? packing.fit(train) : packing;
              Packing.Packed packed = own.budget(left[0]).pack(source);
              left[0] -= packed.inMemory();
              bad.addAll(packed.bad());
              return packed.dataset();
            });
    Set<Path> files = new HashSet<>();
    bad.forEach(b -> files.add(b.sample().file()));
    ImageList good = bad.isEmpty() ? list : list.without(files);
    checkClasses(list, good, bad);
    return new PackedImages(splits, good, bad);
  }

  /** Without the last image of a class, a network would have fewer outputs than was asked for. */
  private static void checkClasses(ImageList list, ImageList good, List<BadImage> bad) {
    Set<Integer> left = good.samples().stream().map(Sample::label).collect(Collectors.toSet());
    for (BadImage image : bad) {
      int label = image.sample().label();
      FoveaException.check(
          left.contains(label),
          "none of the %d images of class %s of %s can be read, the first because: %s",
          list.samples().stream().filter(s -> s.label() == label).count(),
          list.labels().get(label),
          list.name(),
          image.reason());
    }
  }

  /** How many of a part could not be read. */
  public long bad(Part part) {
    return bad.stream().filter(b -> b.sample().part() == part).count();
  }

  /** The images that could not be read, as a table with the columns path and reason. */
  public String badCsv() {
    return list.table(
        "path,reason", bad, image -> List.of(list.relative(image.sample().file()), image.reason()));
  }
}
