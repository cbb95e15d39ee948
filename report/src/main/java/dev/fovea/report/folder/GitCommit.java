// SPDX-License-Identifier: Apache-2.0
package dev.fovea.report.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The commit that is checked out in a folder, read from git's files without running git. */
public final class GitCommit {
  private static final String ID = "[0-9a-f]{40}([0-9a-f]{24})?";

  private GitCommit() {}

  /** The id; empty when the folder is no git working tree or its files say something unexpected. */
  public static Optional<String> of(Path tree) {
    try {
      Path git = tree.resolve(".git");
      if (Files.isRegularFile(git)) {
        git = tree.resolve(after("gitdir: ", Files.readString(git)));
      }
      String head = Files.readString(git.resolve("HEAD")).strip();
      if (head.matches(ID)) {
        return Optional.of(head);
      }
      String ref = after("ref: ", head);
      Path common = git.resolve("commondir");
      Path shared = Files.exists(common) ? git.resolve(Files.readString(common).strip()) : git;
      for (Path place : List.of(git.resolve(ref), shared.resolve(ref))) {
        if (Files.isRegularFile(place)) {
          return Optional.of(Files.readString(place).strip()).filter(id -> id.matches(ID));
        }
      }
      return Files.readAllLines(shared.resolve("packed-refs")).stream()
          .filter(line -> line.endsWith(" " + ref))
          .map(line -> line.substring(0, line.indexOf(' ')))
          .filter(id -> id.matches(ID))
          .findFirst();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String after(String prefix, String line) {
    if (!line.startsWith(prefix)) {
      throw new IllegalArgumentException(line);
    }
    return line.substring(prefix.length()).strip();
  }
}
