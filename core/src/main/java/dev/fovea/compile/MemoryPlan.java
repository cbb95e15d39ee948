// SPDX-License-Identifier: Apache-2.0
package dev.fovea.compile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where each region lies in one arena, such that no two that live at the same step overlap.
 *
 * <p>Greedy by size (Pisarchyk and Lee 2020): regions in order of falling size, each into the
 * smallest gap between the regions already placed that it shares time with.
 *
 * @param offsets for each region its first byte, a multiple of {@link #ALIGNMENT}
 * @param bytes size of the arena
 * @param unplanned size if no two regions shared memory
 */
public record MemoryPlan(List<Long> offsets, long bytes, long unplanned) {
  /** A cache line, and the widest vector: kernels want no less. */
  public static final int ALIGNMENT = 64;

  public MemoryPlan {
    offsets = List.copyOf(offsets);
  }

  private record Placed(long from, long to, Region region) {}

  public static MemoryPlan of(List<Region> regions) {
    List<Integer> order = new ArrayList<>();
    long unplanned = 0;
    for (int i = 0; i < regions.size(); i++) {
      order.add(i);
      unplanned += aligned(regions.get(i).bytes());
    }
    order.sort(
        Comparator.comparingLong((Integer i) -> -regions.get(i).bytes())
            .thenComparingInt(i -> regions.get(i).first())
            .thenComparingInt(i -> i));
    Long[] offsets = new Long[regions.size()];
    List<Placed> placed = new ArrayList<>();
    long end = 0;
    for (int i : order) {
      Region region = regions.get(i);
      long size = aligned(region.bytes());
      offsets[i] = gap(placed, region, size);
      placed.add(new Placed(offsets[i], offsets[i] + size, region));
      end = Math.max(end, offsets[i] + size);
    }
    return new MemoryPlan(List.of(offsets), end, unplanned);
  }

  /**
   * The start of the smallest gap of at least {@code size} bytes among the regions that live at the
   * same time.
   */
  private static long gap(List<Placed> placed, Region region, long size) {
    List<Placed> rivals =
        placed.stream()
            .filter(p -> p.region.overlaps(region))
            .sorted(Comparator.comparingLong(Placed::from))
            .toList();
    long best = -1;
    long bestSize = Long.MAX_VALUE;
    long free = 0;
    for (Placed rival : rivals) {
      long room = rival.from - free;
      if (room >= size && room < bestSize) {
        best = free;
        bestSize = room;
      }
      free = Math.max(free, rival.to);
    }
    return best >= 0 ? best : free;
  }

  /** What a region takes: its bytes up to the next multiple of {@link #ALIGNMENT}. */
  public static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
