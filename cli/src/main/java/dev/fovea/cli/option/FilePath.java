// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.option;

import dev.fovea.tensor.FoveaException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;

/** Reads the path of a file or folder. */
public final class FilePath implements ITypeConverter<Path> {
  @Override
  public Path convert(String text) {
    // An unset variable of a shell script; Java would take it for the current folder.
    FoveaException.check(!text.isEmpty(), "a path is empty, expected a file or folder");
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new FoveaException(e, "'%s' is not a path: %s", text, e.getReason());
    }
  }
}
