// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data;

import java.util.List;
import java.util.Optional;

/**
 * Labelled images with deterministic random access: the same index always gives the same bytes.
 *
 * <p>Implementations must be safe to read from several threads at once. Images may differ in height
 * and width from index to index, never in channels. Whoever reads must resize before batching such
 * a set.
 */
public interface Dataset {
  /** The name users know it by, such as {@code fashion-mnist}. */
  String name();

  /** Number of images. */
  int size();

  /** Class names; a label is an index into this list. */
  List<String> labels();

  /** The extent of one image. */
  ImageShape shape(int index);

  /** The class of one image, within {@code 0 .. labels().size() - 1}. */
  int label(int index);

  /**
   * Writes one image as unsigned bytes in channel, row, column order.
   *
   * @param destination has {@code shape(index).bytes()} bytes from {@code offset} on
   * @throws dev.fovea.tensor.FoveaException when the image cannot be read or decoded
   */
  void read(int index, byte[] destination, int offset);

  /**
   * One image where its bytes lie, valid until the same thread asks for another; nobody writes to
   * it.
   *
   * @throws dev.fovea.tensor.FoveaException as {@link #read}
   */
  default ImageBytes image(int index) {
    ImageShape shape = shape(index);
    byte[] samples = new byte[shape.bytes()];
    read(index, samples, 0);
    return ImageBytes.of(shape, samples, 0);
  }

  /** How errors call one image; file-based sets say the file. */
  default String describe(int index) {
    return name() + " image " + index;
  }

  /** A fingerprint of all that the set holds, where it has a quicker one than reading it all. */
  default Optional<String> digest() {
    return Optional.empty();
  }
}
