// SPDX-License-Identifier: Apache-2.0
package dev.fovea.formats;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The element types of files that can be read, and what each becomes in memory. */
enum StoredType {
  F32(4, DType.F32),
  F64(8, DType.F64),
  I32(4, DType.I32),
  I64(8, DType.I32),
  F16(2, DType.F32),
  BF16(2, DType.F32);

  private final int bytes;
  private final DType becomes;

  StoredType(int bytes, DType becomes) {
    this.bytes = bytes;
    this.becomes = becomes;
  }

  int bytes() {
    return bytes;
  }

  TensorType becomes(Shape shape) {
    return new TensorType(becomes, shape);
  }

  static StoredType of(String name) {
    for (StoredType type : values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw new FoveaException(
        "element type '%s' cannot be read, only %s", name, Arrays.toString(values()));
  }

  /** What a tensor is stored as. */
  static StoredType of(DType type) {
    return switch (type) {
      case F32 -> F32;
      case F64 -> F64;
      case I32 -> I32;
    };
  }

  /** Decodes all whole elements of {@code from} into {@code into}, from element {@code at} on. */
  void decode(ByteBuffer from, Tensor into, int at) {
    int count = from.remaining() / bytes;
    switch (this) {
      case F32 -> from.asFloatBuffer().get(into.floats(), at, count);
      case F64 -> from.asDoubleBuffer().get(into.doubles(), at, count);
      case I32 -> from.asIntBuffer().get(into.ints(), at, count);
      case I64 -> {
        for (int i = 0; i < count; i++) {
          long value = from.getLong(from.position() + 8 * i);
          FoveaException.check(
              value == (int) value,
              "element %d is %d, which is more than i32 holds",
              at + i,
              value);
          into.ints()[at + i] = (int) value;
        }
      }
      case F16 -> {
        for (int i = 0; i < count; i++) {
          into.floats()[at + i] = half(from.getShort(from.position() + 2 * i));
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          into.floats()[at + i] =
              Float.intBitsToFloat(from.getShort(from.position() + 2 * i) << 16);
        }
      }
    }
    from.position(from.position() + count * bytes);
  }

  /** IEEE 754 binary16 to binary32, exact. */
  static float half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float size;
    if (exponent == 0) {
      size = fraction * 0x1p-24f;
    } else if (exponent == 31) {
      size = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      size = Float.intBitsToFloat((exponent + 112) << 23 | fraction << 13);
    }
    return bits < 0 ? -size : size;
  }
}
