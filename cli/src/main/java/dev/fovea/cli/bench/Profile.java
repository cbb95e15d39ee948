// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.bench;

import dev.fovea.backend.Executable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Where the time of a run goes, kernel by kernel. */
final class Profile {
  private static final int RUNS = 25;

  private Profile() {}

  /**
   * One kernel.
   *
   * @param share of the sum of all medians, 0 to 1
   */
  record Line(String path, String op, String implementation, double medianMicros, double share) {}

  /** The kernels in the order they run. */
  static List<Line> of(Executable executable) {
    List<Executable.Kernel> kernels = executable.kernels();
    long[][] nanos = new long[kernels.size()][RUNS];
    for (int run = 0; run < RUNS; run++) {
      long[] times = executable.runProfiled();
      for (int k = 0; k < times.length; k++) {
        nanos[k][run] = times[k];
      }
    }
    double[] medians = Arrays.stream(nanos).mapToDouble(n -> Timing.of(n).medianNanos()).toArray();
    double sum = Arrays.stream(medians).sum();
    List<Line> lines = new ArrayList<>();
    for (int k = 0; k < medians.length; k++) {
      Executable.Kernel kernel = kernels.get(k);
      lines.add(
          new Line(
              kernel.path(),
              kernel.op(),
              kernel.implementation(),
              medians[k] / 1e3,
              medians[k] / sum));
    }
    return lines;
  }
}
