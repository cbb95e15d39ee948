// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import dev.fovea.tensor.FoveaException;
import java.nio.file.Path;

/**
 * There is too little memory for an image. Nothing need be wrong with the image, so this is never a
 * reason to leave it out.
 */
public final class HeapException extends FoveaException {
  private static final long serialVersionUID = 1L;

  /**
   * The heap is too small.
   *
   * @param size of the image, for people
   */
  public HeapException(OutOfMemoryError cause, Path file, String size) {
    super(
        cause,
        "%s (%s) takes more memory than is left of the Java heap of %d MB; allow more, such as"
            + " FOVEA_JAVA_OPTS=-Xmx8g, or shrink the image",
        file,
        size,
        Runtime.getRuntime().maxMemory() >> 20);
  }
}
