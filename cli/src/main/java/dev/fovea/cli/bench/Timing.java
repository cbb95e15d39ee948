// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.bench;

import java.util.Arrays;
import java.util.function.LongConsumer;

/** Nanoseconds of one run, over many of them. */
public record Timing(int runs, double medianNanos, long minNanos) {
  private static final int SLICES = 30;

  /**
   * How long to measure.
   *
   * @param warmNanos time of runs that do not count
   * @param leastNanos time of those that do, at least
   * @param leastRuns number of those that do, at least
   */
  public record Effort(long warmNanos, long leastNanos, int leastRuns) {}

  public static Timing of(Runnable work, Effort effort) {
    return of(work, effort, last -> {});
  }

  /**
   * Does something else again and again: before the first run and about {@value #SLICES} times.
   *
   * @param between is told how long the last run took
   */
  static Timing of(Runnable work, Effort effort, LongConsumer between) {
    long start = System.nanoTime();
    long took;
    do {
      took = timed(work);
    } while (System.nanoTime() - start < effort.warmNanos);
    long[] nanos = new long[Math.max(effort.leastRuns, 1024)];
    int runs = 0;
    long worked = 0;
    long slice = 0;
    while (runs < effort.leastRuns || worked < effort.leastNanos) {
      if (worked >= slice) {
        between.accept(took);
        slice = worked + effort.leastNanos / SLICES;
      }
      took = timed(work);
      if (runs == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * runs);
      }
      nanos[runs++] = took;
      worked += took;
    }
    return of(Arrays.copyOf(nanos, runs));
  }

  private static long timed(Runnable work) {
    long before = System.nanoTime();
    work.run();
    return System.nanoTime() - before;
  }

  static Timing of(long[] nanos) {
    double[] all = Arrays.stream(nanos).asDoubleStream().toArray();
    return new Timing(nanos.length, median(all), Arrays.stream(nanos).min().orElseThrow());
  }

  /** Of an even number of values the mean of the two in the middle. */
  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  double medianMillis() {
    return medianNanos / 1e6;
  }

  double minMillis() {
    return minNanos / 1e6;
  }
}
