// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.listing;

import dev.fovea.tensor.FoveaException;
import java.nio.file.Path;

/** A program that reads a list of images and says its classes, or why it cannot be read. */
final class ReadList {
  private ReadList() {}

  /** The place that the list is read from is the only argument. */
  public static void main(String[] args) {
    try {
      System.out.print(ImageList.read(Path.of(args[0])).labels());
    } catch (FoveaException e) {
      System.out.print(e.getMessage());
    }
  }
}
