// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.tensor.Tensor;

/** Looks for values that are no finite number. */
final class Finite {
  private Finite() {}

  /** Whether every element is finite. */
  static boolean all(Tensor tensor) {
    // A sum over |x| would overflow; x - x is 0 for finite x and NaN else.
    float sum = 0;
    for (float x : tensor.floats()) {
      sum += x - x;
    }
    return sum == 0;
  }
}
