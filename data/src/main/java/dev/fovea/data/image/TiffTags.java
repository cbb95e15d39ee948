// SPDX-License-Identifier: Apache-2.0
package dev.fovea.data.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;

/** Whole numbers in the first directory of a TIFF structure (TIFF 6.0), which EXIF is, too. */
record TiffTags(ByteBuffer tiff) {
  static final int BITS_PER_SAMPLE = 258;
  private static final int STRIP_OFFSETS = 273;
  static final int ORIENTATION = 274;
  private static final int STRIP_BYTES = 279;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTES = 325;
  static final int EXTRA_SAMPLES = 338;
  static final int SAMPLE_FORMAT = 339;

  /** Of {@link #EXTRA_SAMPLES}: alpha that colours are multiplied by. */
  static final int ASSOCIATED = 1;

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

  /**
   * All values of a tag, without a sign.
   *
   * @return none for a tag that is not there, is no whole number of two or four bytes, or is
   *     damaged
   */
  long[] all(int tag) {
    try {
      int at = entry(tag);
      long[] values = new long[at < 0 ? 0 : count(at)];
      for (int i = 0; i < values.length; i++) {
        values[i] =
            isSmall(at)
                ? tiff.getShort(values(at) + 2 * i) & 0xffff
                : Integer.toUnsignedLong(tiff.getInt(values(at) + 4 * i));
      }
      return values;
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      return new long[0];
    }
  }

  /** Whether a strip or tile of pixels lies behind the end of the file, in part or as a whole. */
  boolean isCut() {
    return isCut(all(STRIP_OFFSETS), all(STRIP_BYTES)) || isCut(all(TILE_OFFSETS), all(TILE_BYTES));
  }

  private boolean isCut(long[] offsets, long[] bytes) {
    return IntStream.range(0, Math.min(offsets.length, bytes.length))
        .anyMatch(i -> offsets[i] + bytes[i] > tiff.limit());
  }

  private int found(int tag, int otherwise) {
    int at = entry(tag);
    if (at < 0) {
      return otherwise;
    }
    return isSmall(at) ? tiff.getShort(values(at)) : tiff.getInt(values(at));
  }

  /** Where the entry of a tag begins whose values are whole numbers; negative for none. */
  private int entry(int tag) {
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    int entries = tiff.getShort(directory) & 0xffff;
    for (int entry = 0; entry < entries; entry++) {
      int at = directory + 2 + 12 * entry;
      int type = tiff.getShort(at + 2);
      if ((tiff.getShort(at) & 0xffff) == tag
          && (isSmall(at) || type == LONG || type == SIGNED_LONG)) {
        return at;
      }
    }
    return -1;
  }

  private boolean isSmall(int entry) {
    int type = tiff.getShort(entry + 2);
    return type == SHORT || type == SIGNED_SHORT;
  }

  /** How many values an entry has; no more than the file has room for. */
  private int count(int entry) {
    return Math.min(tiff.getInt(entry + 4), tiff.limit() / (isSmall(entry) ? 2 : 4));
  }

  /** Where the values of an entry begin: more than four bytes lie elsewhere. */
  private int values(int entry) {
    return tiff.getInt(entry + 4) > (isSmall(entry) ? 2 : 1) ? tiff.getInt(entry + 8) : entry + 8;
  }
}
