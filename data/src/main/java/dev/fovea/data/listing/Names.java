// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.listing;

import dev.fovea.tensor.FoveaException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Names of files and classes. Java reads names of files in the encoding of the locale and puts one
 * and the same mark for all it cannot read, so that two names may become one.
 */
final class Names {
  private static final String UNREADABLE = "\ufffd";

  private Names() {}

  /** The same path when all of it can be read. */
  static Path readable(Path path) {
    FoveaException.check(
        !path.toString().contains(UNREADABLE),
        "%s: the name is not text in this locale, which is %s; set a UTF-8 one, such as"
            + " LC_ALL=C.UTF-8, or rename it",
        path,
        encoding());
    return path;
  }

  /** The same text when all of it could be read. */
  static String readable(String text, Path csv, int line) {
    FoveaException.check(
        !text.contains(UNREADABLE),
        "%s:%d: '%s' was damaged when it was saved; save the table as UTF-8",
        csv,
        line,
        text);
    return text;
  }

  /** A path that stands on a line of a table. */
  static Path path(Path root, String text, Path csv, int line) {
    try {
      return root.resolve(text);
    } catch (InvalidPathException e) {
      throw new FoveaException(
          e,
          "%s:%d: '%s' is not a path%s",
          csv,
          line,
          text,
          text.chars().allMatch(c -> c < 128)
              ? ""
              : " in this locale, which is %s; set a UTF-8 one, such as LC_ALL=C.UTF-8"
                  .formatted(encoding()));
    }
  }

  /** What Java takes names of files for; it has no other name for it. */
  private static String encoding() {
    return System.getProperty("sun.jnu.encoding", "unknown");
  }
}
