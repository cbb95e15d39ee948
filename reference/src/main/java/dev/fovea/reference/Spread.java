// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import dev.fovea.tensor.TensorType;

/**
 * How a small array spreads over a big one: which element of the small one stands at an element of
 * the big one. Axes where the small one has size 1 are repeated; a scalar [1] is repeated
 * everywhere.
 */
record Spread(TensorType big, TensorType small) {
  /** Index in the small array for index {@code element} of the big one, both row-major. */
  int at(int element) {
    if (small.equals(big)) {
      return element;
    }
    if (small.elements() == 1) {
      return 0;
    }
    int index = 0;
    int scale = 1;
    int rest = element;
    for (int axis = big.rank() - 1; axis >= 0; axis--) {
      int size = big.dim(axis);
      if (small.dim(axis) != 1) {
        index += rest % size * scale;
        scale *= size;
      }
      rest /= size;
    }
    return index;
  }
}
