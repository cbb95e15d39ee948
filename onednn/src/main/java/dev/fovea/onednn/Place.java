// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

/** Where a value will lie, before there are addresses. */
sealed interface Place {
  /** In the executable's arena: byte {@code offset} of a planned region. */
  record Planned(int region, long offset) implements Place {}

  /** The memory of a parameter or buffer. */
  record Leaf(String path) implements Place {}

  /** Byte {@code offset} of a flat vector of the session: see {@link StateStore.Flat}. */
  record InFlat(StateStore.Flat flat, long offset) implements Place {}
}
