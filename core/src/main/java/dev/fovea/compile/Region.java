// SPDX-License-Identifier: Apache-2.0
package dev.fovea.compile;

import dev.fovea.tensor.FoveaException;

/**
 * A piece of memory that a run needs for a while.
 *
 * @param bytes its size
 * @param first the step at which it is first written
 * @param last the step at which it is last read; not before {@code first}
 */
public record Region(long bytes, int first, int last) {
  public Region {
    FoveaException.check(
        bytes >= 0 && first <= last, "region of %d bytes lives from %d to %d", bytes, first, last);
  }

  /** Whether there is a step at which both hold something. */
  public boolean overlaps(Region other) {
    return first <= other.last && other.first <= last;
  }
}
