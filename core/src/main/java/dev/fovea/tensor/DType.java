// SPDX-License-Identifier: Apache-2.0
package dev.fovea.tensor;

import java.util.Locale;

/** The element types a value can have. */
public enum DType {
  F32(4),
  F64(8),
  I32(4);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads the form {@link #toString} prints. */
  public static DType parse(String text) {
    for (DType type : values()) {
      if (type.toString().equals(text)) {
        return type;
      }
    }
    throw new FoveaException("unknown element type '%s', expected f32, f64 or i32", text);
  }
}
