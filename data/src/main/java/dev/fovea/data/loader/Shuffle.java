// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.loader;

import dev.fovea.tensor.Draw;

/** The order of an epoch: a permutation that is a function of (seed, epoch, size). */
final class Shuffle {
  private static final long STREAM = 0x5348_5546L << 32;

  private Shuffle() {}

  /** Fisher-Yates from the end, one draw a place. */
  static int[] order(int size, long seed, int epoch) {
    int[] order = inOrder(size);
    for (int last = size - 1; last > 0; last--) {
      int other = Draw.below(last + 1, seed, STREAM + epoch, last);
      int held = order[last];
      order[last] = order[other];
      order[other] = held;
    }
    return order;
  }

  static int[] inOrder(int size) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    return order;
  }
}
