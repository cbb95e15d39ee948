// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats;

import dev.fovea.tensor.FoveaException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** What went wrong with a file, in words for users. */
public final class FileFailure {
  private FileFailure() {}

  /**
   * The one-line error for a failed access, for example {@code cannot write a/b: permission
   * denied}.
   *
   * @param verb what was tried: read, write, create, remove
   */
  public static FoveaException of(String verb, Path file, IOException e) {
    return new FoveaException(e, "cannot %s %s: %s", verb, file, reason(e, file));
  }

  private static String reason(IOException e, Path file) {
    String place = place(e, file);
    if (e instanceof NoSuchFileException) {
      return "there is no such file or folder" + place;
    } else if (e instanceof AccessDeniedException) {
      return "permission denied" + place;
    } else if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
      return "a file is in the way" + place;
    } else if (e instanceof DirectoryNotEmptyException) {
      return "a folder that is not empty is in the way" + place;
    } else if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason() + place;
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage().split("\\R")[0];
  }

  /** The path the system complains of, when it lies elsewhere than the file users know of. */
  private static String place(IOException e, Path file) {
    if (!(e instanceof FileSystemException f) || f.getFile() == null) {
      return "";
    }
    Path place = Path.of(f.getFile());
    boolean near =
        place.equals(file)
            || place.getParent() != null && place.getParent().equals(file.getParent());
    return near ? "" : " (" + place + ")";
  }
}
