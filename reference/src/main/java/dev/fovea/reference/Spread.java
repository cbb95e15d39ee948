// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import dev.fovea.tensor.TensorType;

/**
 * How a small array spreads over a big one: which element of the small one stands at an element of
 * the big one. Axes where the small one has size 1 are repeated; a scalar [1] is repeated
 * everywhere.
 */
final class Spread {
  private final int[] sizes;
  private final int[] steps;

  Spread(TensorType big, TensorType small) {
    if (small.equals(big) || small.elements() == 1) {
      // As good as one long axis.
      sizes = new int[] {Integer.MAX_VALUE};
      steps = new int[] {small.equals(big) ? 1 : 0};
      return;
    }
    sizes = new int[big.rank()];
    steps = new int[big.rank()];
    int step = 1;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      sizes[axis] = big.dim(axis);
      steps[axis] = small.dim(axis) == 1 ? 0 : step;
      step *= small.dim(axis);
    }
  }

  /** Index in the small array for index {@code element} of the big one, both row-major. */
  int at(int element) {
    int index = 0;
    int rest = element;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      index += rest % sizes[axis] * steps[axis];
      rest /= sizes[axis];
    }
    return index;
  }
}
