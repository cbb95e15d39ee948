// SPDX-License-Identifier: Apache-2.0
package dev.fovea.analysis;

import dev.fovea.op.AdaptiveAveragePool;
import dev.fovea.tensor.Axis;

/**
 * Which rows (or columns) of the input the units of a value see, padding included, so that
 * positions may lie outside the input.
 */
public sealed interface Span permits Extent, UnevenExtent {
  /** Rows one unit sees; the most where units differ. */
  long size();

  /** Input rows from one unit to the next, the most where that differs; 0 when all see the same. */
  long jump();

  /** How many units there are along the axis. */
  int units();

  /** First input row that unit {@code p} sees; may be negative. */
  long from(int p);

  /** Last input row that unit {@code p} sees; may lie behind the input. */
  long to(int p);

  /** After a window. */
  Span through(Axis axis, int outputs);

  /** After {@code first} rows are cut off in front (or added, when negative). */
  Span shifted(int first, int outputs);

  /** What a unit sees that reads its own place in two values: both regions and what is between. */
  Span union(Span other);

  /** After {@link AdaptiveAveragePool} along this axis. */
  default Span averaged(int outputs) {
    if (units() % outputs == 0) {
      int window = units() / outputs;
      return through(new Axis(window, window, 0, 0, 1), outputs);
    }
    return UnevenExtent.of(
        outputs,
        p -> from(AdaptiveAveragePool.from(p, outputs, units())),
        p -> to(AdaptiveAveragePool.to(p, outputs, units()) - 1));
  }

  /** What a unit sees that reads every unit of this value. */
  default Extent all(int outputs) {
    long from = from(0);
    long to = to(0);
    for (int p = 1; p < units(); p++) {
      from = Math.min(from, from(p));
      to = Math.max(to, to(p));
    }
    return new Extent(to - from + 1, 0, from, outputs);
  }
}
