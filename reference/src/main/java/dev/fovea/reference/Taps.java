// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import dev.fovea.tensor.Axis;

/**
 * Where tap {@code i} of a window lies along one axis: output {@code p} meets input {@code p stride
 * + offset} there, which is inside the input for {@code from <= p < to} only. Knowing the range
 * keeps bounds checks out of the loops.
 */
record Taps(int offset, int from, int to) {
  /**
   * The outputs whose tap lies inside.
   *
   * @param ins input size
   * @param outs output size
   */
  static Taps of(Axis axis, int tap, int ins, int outs) {
    int offset = tap * axis.dilation() - axis.padLo();
    int from = Math.max(0, Math.floorDiv(-offset + axis.stride() - 1, axis.stride()));
    int to = Math.min(outs, Math.floorDiv(ins - 1 - offset, axis.stride()) + 1);
    return new Taps(offset, from, Math.max(from, to));
  }

  int length() {
    return to - from;
  }
}
