// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Whole numbers in the first directory of a TIFF structure (TIFF 6.0), which EXIF is, too. */
record TiffTags(ByteBuffer tiff) {
  static final int BITS_PER_SAMPLE = 258;
  static final int ORIENTATION = 274;
  static final int SAMPLE_FORMAT = 339;

  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int SIGNED_SHORT = 8;
  private static final int SIGNED_LONG = 9;

  /**
   * The first value of a tag.
   *
   * @param otherwise for a tag that is not there, is no whole number of two or four bytes, or is
   *     damaged
   */
  int first(int tag, int otherwise) {
    try {
      return found(tag, otherwise);
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      return otherwise;
    }
  }

  private int found(int tag, int otherwise) {
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    int entries = tiff.getShort(directory) & 0xffff;
    for (int entry = 0; entry < entries; entry++) {
      int at = directory + 2 + 12 * entry;
      int type = tiff.getShort(at + 2);
      boolean small = type == SHORT || type == SIGNED_SHORT;
      if ((tiff.getShort(at) & 0xffff) == tag && (small || type == LONG || type == SIGNED_LONG)) {
        // More than four bytes of values lie elsewhere.
        int value = tiff.getInt(at + 4) > (small ? 2 : 1) ? tiff.getInt(at + 8) : at + 8;
        return small ? tiff.getShort(value) : tiff.getInt(value);
      }
    }
    return otherwise;
  }
}
