// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.backend.Precision;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;
import java.util.Arrays;

/** A value while it is computed: dense, row-major, every element held as a double. */
final class Array {
  final TensorType type;
  final double[] data;

  Array(TensorType type) {
    this.type = type;
    this.data = new double[Math.toIntExact(type.elements())];
  }

  int dim(int axis) {
    return type.dim(axis);
  }

  long bytes() {
    return 8L * data.length;
  }

  void zero() {
    Arrays.fill(data, 0);
  }

  /** Rounds to float what is f32 in the graph, unless all is to stay double. */
  void round(Precision precision) {
    if (precision != Precision.F64 && type.dtype() == DType.F32) {
      for (int i = 0; i < data.length; i++) {
        data[i] = (float) data[i];
      }
    }
  }

  /** Rounds the value of a node as it is kept between nodes: images may be narrower than f32. */
  void roundBetween(Precision precision) {
    round(precision);
    if (precision == Precision.BF16 && type.dtype() == DType.F32 && type.rank() == 4) {
      for (int i = 0; i < data.length; i++) {
        data[i] = bf16((float) data[i]);
      }
    }
  }

  /** The nearest number of 8 significant bits, of two as near the even one. */
  private static float bf16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int rounded = bits + 0x7fff + (bits >> 16 & 1) & 0xffff0000;
    return Float.isFinite(value) ? Float.intBitsToFloat(rounded) : value;
  }

  /** Copies a tensor in; an f64 tensor may stand for f32 where doubles are kept. */
  void set(String path, Tensor value, Precision precision) {
    boolean wider = precision == Precision.F64 && value.type().dtype() == DType.F64;
    TensorType given = wider ? new TensorType(type.dtype(), value.shape()) : value.type();
    check(given.equals(type), "%s: is %s, cannot be written with %s", path, type, value.type());
    System.arraycopy(value.toDoubles(), 0, data, 0, data.length);
    round(precision);
  }

  /** A copy: i32 as i32, all else as f64 where doubles are kept. */
  Tensor get(Precision precision) {
    if (type.dtype() == DType.I32) {
      int[] values = new int[data.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = (int) data[i];
      }
      return Tensor.of(type.shape(), values);
    }
    return precision == Precision.F64 || type.dtype() == DType.F64
        ? Tensor.of(type.shape(), data.clone())
        : Tensor.of(type.shape(), floats(new float[data.length]));
  }

  float[] floats(float[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] = (float) data[i];
    }
    return into;
  }
}
