// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import dev.fovea.cli.console.UsageException;
import dev.fovea.data.image.ImageFiles;
import dev.fovea.data.listing.FolderWalk;
import dev.fovea.tensor.FoveaException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * What people mean by pictures on a command line: files, folders with all below, patterns. In
 * folders the same counts as in those that are trained on.
 */
final class PictureFiles {
  private PictureFiles() {}

  /**
   * The files meant, those of a folder or a pattern sorted.
   *
   * @throws FoveaException when a folder holds no pictures or a pattern meets none; a file that was
   *     named is taken whatever it is
   */
  static List<Path> of(List<String> arguments) {
    List<Path> files = new ArrayList<>();
    for (String argument : arguments) {
      Path path = path(argument);
      if (path != null && Files.isDirectory(path)) {
        files.addAll(inFolder(path));
      } else if ((path == null || !Files.exists(path)) && argument.matches(".*[*?\\[{].*")) {
        files.addAll(matching(argument.replaceAll("(?<!^)/{2,}", "/")));
      } else {
        UsageException.require(path != null, "'%s' is not a path", argument);
        files.add(path);
      }
    }
    return files;
  }

  /** Null when it cannot be one, as patterns on Windows. */
  private static Path path(String argument) {
    UsageException.require(!argument.isEmpty(), "a path is empty, expected a picture");
    try {
      return Path.of(argument);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static List<Path> inFolder(Path folder) {
    List<Path> found = FolderWalk.images(folder);
    FoveaException.check(
        !found.isEmpty(),
        "%s holds no pictures; their names end with %s",
        folder,
        String.join(", ", ImageFiles.ENDINGS));
    return found;
  }

  private static List<Path> matching(String pattern) {
    // The part of the pattern without wildcards is where to look.
    String fixed = pattern.split("[*?\\[{]", 2)[0];
    int slash = fixed.lastIndexOf('/');
    Path folder = slash < 0 ? Path.of("") : Path.of(pattern.substring(0, slash + 1));
    // Links may lead in circles further down, where the pattern does not.
    boolean all = pattern.contains("**");
    int depth = all ? Integer.MAX_VALUE : pattern.substring(slash + 1).split("/").length;
    try {
      // Java's ** stands for one folder at least, that of shells for none, too. Groups cannot be
      // nested, so within one it stays as it is.
      String any = pattern.replaceAll("(?<=^|/)\\*\\*/(?![^{]*})", "{,**/}");
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + any);
      List<Path> found =
          Files.isDirectory(folder.toAbsolutePath())
              ? FolderWalk.files(folder, depth).stream().filter(matcher::matches).toList()
              : List.of();
      FoveaException.check(!found.isEmpty(), "no file is meant by '%s'", pattern);
      return found;
    } catch (PatternSyntaxException e) {
      throw new UsageException("'%s' is not a pattern: %s", pattern, e.getDescription());
    }
  }
}
