// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

/**
 * A part of an image, column after column, each sample an int: what {@link Resizer} works on. A
 * column is asked for once, from left to right, so a source may make it on the way.
 */
interface Columns {
  int channels();

  /** Ints in a column; not less than the part has rows. */
  int length();

  /** Where in a column each row of the part lies. */
  int[] places();

  /**
   * Writes one column of every channel.
   *
   * @param x counted from the part's left edge
   * @param to an array of {@code length()} ints for each channel
   */
  void column(int x, int[][] to);
}
