// SPDX-License-Identifier: Apache-2.0
package dev.fovea.analysis;

import dev.fovea.tensor.Axis;

/**
 * Which rows (or columns) of the input the units of a value see: unit {@code p} sees {@code start +
 * p jump} to {@code start + p jump + size - 1}, padding included, so that positions may lie outside
 * the input (notes T11).
 *
 * @param size rows one unit sees
 * @param jump input rows from one unit to the next; 0 when all see the same
 * @param start first input row that unit 0 sees
 * @param units how many units there are along the axis
 */
public record Extent(long size, long jump, long start, int units) implements Span {
  /** The input itself: each unit sees its own row. */
  public static Extent identity(int units) {
    return new Extent(1, 1, 0, units);
  }

  /**
   * After a window: {@code size + (extent - 1) jump}, {@code jump stride}, {@code start - padLo
   * jump}.
   */
  @Override
  public Extent through(Axis axis, int outputs) {
    return new Extent(
        axis.receptiveField(size, jump),
        jump * axis.stride(),
        start - axis.padLo() * jump,
        outputs);
  }

  @Override
  public Extent shifted(int first, int outputs) {
    return new Extent(size, jump, start + first * jump, outputs);
  }

  @Override
  public Extent all(int outputs) {
    return new Extent(size + (units - 1) * jump, 0, start, outputs);
  }

  /**
   * What a unit sees that reads its own place in two values: both regions and what lies between.
   * Where the two advance at different jumps, the region all units see together, which bounds each
   * one's.
   */
  @Override
  public Span union(Span other) {
    return other instanceof Extent even ? union(even) : other.union(this);
  }

  private Extent union(Extent other) {
    if (jump != other.jump) {
      Extent a = all(units);
      Extent b = other.all(units);
      return a.union(b).withUnits(Math.max(units, other.units));
    }
    long from = Math.min(start, other.start);
    long to = Math.max(start + size, other.start + other.size);
    return new Extent(to - from, jump, from, Math.max(units, other.units));
  }

  private Extent withUnits(int number) {
    return new Extent(size, jump, start, number);
  }

  @Override
  public long from(int p) {
    return start + p * jump;
  }

  @Override
  public long to(int p) {
    return from(p) + size - 1;
  }
}
