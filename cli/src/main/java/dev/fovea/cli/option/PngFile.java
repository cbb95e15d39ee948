// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.option;

import dev.fovea.cli.console.UsageException;
import java.nio.file.Path;
import java.util.Locale;

/** What {@code --out} names where a command leaves one picture. */
public final class PngFile {
  private PngFile() {}

  /**
   * Throws when the name is that of another format: the file would be a PNG all the same.
   *
   * @param out null for a name of the command's own
   * @param leaves what leaves the picture, in words
   */
  public static void require(Path out, String leaves) {
    UsageException.require(
        out == null || out.toString().toLowerCase(Locale.ROOT).endsWith(".png"),
        "--out is %s, and %s; give a name that ends with .png",
        out,
        leaves);
  }
}
