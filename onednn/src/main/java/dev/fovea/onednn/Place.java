// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

/** Where a value will lie, before there are addresses. */
sealed interface Place {
  /** The place {@code bytes} further on. */
  Place from(long bytes);

  /** In the executable's arena: byte {@code offset} of a planned region. */
  record Planned(int region, long offset) implements Place {
    @Override
    public Place from(long bytes) {
      return new Planned(region, offset + bytes);
    }
  }

  /** The memory of a parameter or buffer. */
  record Leaf(String path) implements Place {
    @Override
    public Place from(long bytes) {
      throw new IllegalStateException(path + " is not divided");
    }
  }

  /** Byte {@code offset} of a flat vector of the session: see {@link StateStore.Flat}. */
  record InFlat(StateStore.Flat flat, long offset) implements Place {
    @Override
    public Place from(long bytes) {
      return new InFlat(flat, offset + bytes);
    }
  }
}
