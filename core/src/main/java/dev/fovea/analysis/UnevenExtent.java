// SPDX-License-Identifier: Apache-2.0
package dev.fovea.analysis;

import dev.fovea.tensor.Axis;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * What units see that do not follow each other evenly: behind an adaptive pool whose outputs do not
 * divide its input.
 *
 * @param first first input row that each unit sees
 * @param last last one
 */
record UnevenExtent(List<Long> first, List<Long> last) implements Span {
  UnevenExtent {
    first = List.copyOf(first);
    last = List.copyOf(last);
  }

  static UnevenExtent of(int units, IntToLongFunction first, IntToLongFunction last) {
    List<Long> from = new ArrayList<>(units);
    List<Long> to = new ArrayList<>(units);
    for (int p = 0; p < units; p++) {
      from.add(first.applyAsLong(p));
      to.add(last.applyAsLong(p));
    }
    return new UnevenExtent(from, to);
  }

  @Override
  public long size() {
    long most = 1;
    for (int p = 0; p < units(); p++) {
      most = Math.max(most, to(p) - from(p) + 1);
    }
    return most;
  }

  @Override
  public long jump() {
    long most = 0;
    for (int p = 1; p < units(); p++) {
      most = Math.max(most, from(p) - from(p - 1));
    }
    return most;
  }

  @Override
  public int units() {
    return first.size();
  }

  @Override
  public long from(int p) {
    return first.get(p);
  }

  @Override
  public long to(int p) {
    return last.get(p);
  }

  /** Padding sees nothing: there is no telling where its rows would lie. */
  @Override
  public Span through(Axis axis, int outputs) {
    return of(
        outputs,
        p -> from(inside((long) p * axis.stride() - axis.padLo())),
        p -> to(inside((long) p * axis.stride() - axis.padLo() + axis.extent() - 1)));
  }

  @Override
  public Span shifted(int cut, int outputs) {
    return of(outputs, p -> from(inside((long) p + cut)), p -> to(inside((long) p + cut)));
  }

  private int inside(long unit) {
    return (int) Math.max(0, Math.min(units() - 1, unit));
  }

  @Override
  public Span union(Span other) {
    // A value of one unit is spread over the other's.
    int most = Math.max(units(), other.units());
    return of(
        most,
        p -> Math.min(from(inside(p)), other.from(Math.min(p, other.units() - 1))),
        p -> Math.max(to(inside(p)), other.to(Math.min(p, other.units() - 1))));
  }
}
