// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.listing;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What images are for. */
public enum Part {
  /** To learn from. */
  TRAIN("train", "training"),
  /** To be judged by while training. */
  VALIDATION("val", "valid", "validation"),
  /** To be judged by in the end. */
  TEST("test", "testing");

  private final List<String> names;

  Part(String... names) {
    this.names = List.of(names);
  }

  /** The part that a folder or a word in a table stands for. */
  static Optional<Part> named(String word) {
    for (Part part : values()) {
      if (part.names.contains(word.toLowerCase(Locale.ROOT))) {
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return names.get(0);
  }
}
