// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.onednn.dnnl.Desc;

/** A copy of a value: its layout and its place. */
record Placed(Desc desc, Place place) {
  /** The same memory seen with another layout. */
  Placed as(Desc view) {
    return new Placed(view, place);
  }

  /** The memory from {@code bytes} on, seen with another layout. */
  Placed from(long bytes, Desc view) {
    return new Placed(view, place.from(bytes));
  }
}
