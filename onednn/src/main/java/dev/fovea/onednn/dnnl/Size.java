// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn.dnnl;

/** A height and a width: a window, a stride, a dilation, a padding. */
public record Size(long height, long width) {
  public static final Size ZERO = new Size(0, 0);
  public static final Size ONE = new Size(1, 1);

  public static Size square(long side) {
    return new Size(side, side);
  }

  long[] array() {
    return new long[] {height, width};
  }

  /**
   * oneDNN counts the gaps between window elements, this project the step, so 1 here is 0 there.
   */
  long[] gaps() {
    return new long[] {height - 1, width - 1};
  }
}
