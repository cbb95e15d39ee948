// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.bench;

import java.util.Arrays;

/** Nanoseconds of one run, over many of them. */
record Timing(int runs, double medianNanos, long minNanos) {
  private static final int SLICES = 30;

  /**
   * How long to measure.
   *
   * @param warmNanos time of runs that do not count
   * @param leastNanos time of those that do, at least
   * @param leastRuns number of those that do, at least
   */
  record Effort(long warmNanos, long leastNanos, int leastRuns) {}

  static Timing of(Runnable work, Effort effort) {
    return of(work, effort, () -> {});
  }

  /**
   * Runs {@code between} again and again: before the first run and about {@value #SLICES} times.
   */
  static Timing of(Runnable work, Effort effort, Runnable between) {
    long start = System.nanoTime();
    do {
      work.run();
    } while (System.nanoTime() - start < effort.warmNanos);
    long[] nanos = new long[Math.max(effort.leastRuns, 1024)];
    int runs = 0;
    long worked = 0;
    long slice = 0;
    while (runs < effort.leastRuns || worked < effort.leastNanos) {
      if (worked >= slice) {
        between.run();
        slice = worked + effort.leastNanos / SLICES;
      }
      long before = System.nanoTime();
      work.run();
      long took = System.nanoTime() - before;
      if (runs == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * runs);
      }
      nanos[runs++] = took;
      worked += took;
    }
    return of(Arrays.copyOf(nanos, runs));
  }

  static Timing of(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0;
    return new Timing(n, median, sorted[0]);
  }

  double medianMillis() {
    return medianNanos / 1e6;
  }

  double minMillis() {
    return minNanos / 1e6;
  }
}
