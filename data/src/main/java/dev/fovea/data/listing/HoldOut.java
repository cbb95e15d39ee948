// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.listing;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.Draw;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds a share of each class out for the test. A file's rank depends on the seed and its own path,
 * so files that come later change little of what was held out before.
 *
 * @param share of each class, rounded, but at least one image and never all; a class of one image
 *     is only trained on
 */
public record HoldOut(double share, long seed) {
  private static final long STREAM = 0x484F_4C44L << 32;

  public HoldOut {
    check(share > 0 && share < 1, "testShare must lie between 0 and 1, was %s", share);
  }

  /** The same samples, each for training or test. */
  List<Sample> apply(ImageList list) {
    Set<Sample> held = new HashSet<>();
    Map<Integer, List<Sample>> classes =
        list.samples().stream().collect(Collectors.groupingBy(Sample::label));
    for (List<Sample> own : classes.values()) {
      int count = (int) Math.round(share * own.size());
      count = Math.max(own.size() > 1 ? 1 : 0, Math.min(count, own.size() - 1));
      own.stream()
          .sorted(
              Comparator.comparingLong((Sample s) -> rank(list.relative(s.file())))
                  .thenComparing(Sample::file))
          .limit(count)
          .forEach(held::add);
    }
    return list.samples().stream()
        .map(s -> s.in(held.contains(s) ? Part.TEST : Part.TRAIN))
        .toList();
  }

  private long rank(String path) {
    return Draw.bits(seed, STREAM, Draw.stream(path));
  }
}
