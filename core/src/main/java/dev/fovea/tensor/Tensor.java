// SPDX-License-Identifier: Apache-2.0
package dev.fovea.tensor;

import static dev.fovea.tensor.FoveaException.check;

import java.util.Arrays;

/**
 * Host data: a type and a dense array in logical order (row-major, NCHW). The array is shared, not
 * copied; whoever passes a tensor on gives up writing to it.
 */
public final class Tensor {
  private final TensorType type;
  private final Object data;

  private Tensor(TensorType type, Object data, int length) {
    check(
        type.elements() == length,
        "tensor %s wants %d elements, got %d",
        type,
        type.elements(),
        length);
    this.type = type;
    this.data = data;
  }

  public static Tensor of(Shape shape, float... data) {
    return new Tensor(new TensorType(DType.F32, shape), data, data.length);
  }

  public static Tensor of(Shape shape, double... data) {
    return new Tensor(new TensorType(DType.F64, shape), data, data.length);
  }

  public static Tensor of(Shape shape, int... data) {
    return new Tensor(new TensorType(DType.I32, shape), data, data.length);
  }

  public static Tensor zeros(TensorType type) {
    int length = Math.toIntExact(type.elements());
    return switch (type.dtype()) {
      case F32 -> of(type.shape(), new float[length]);
      case F64 -> of(type.shape(), new double[length]);
      case I32 -> of(type.shape(), new int[length]);
    };
  }

  public TensorType type() {
    return type;
  }

  public Shape shape() {
    return type.shape();
  }

  public int length() {
    return Math.toIntExact(type.elements());
  }

  /** The array itself; the type must be f32. */
  public float[] floats() {
    check(data instanceof float[], "tensor is %s, not f32", type);
    return (float[]) data;
  }

  /** The array itself; the type must be f64. */
  public double[] doubles() {
    check(data instanceof double[], "tensor is %s, not f64", type);
    return (double[]) data;
  }

  /** The array itself; the type must be i32. */
  public int[] ints() {
    check(data instanceof int[], "tensor is %s, not i32", type);
    return (int[]) data;
  }

  /** A copy of the elements as doubles, whatever the type. */
  public double[] toDoubles() {
    double[] out = new double[length()];
    switch (type.dtype()) {
      case F32 -> {
        float[] f = floats();
        for (int i = 0; i < out.length; i++) {
          out[i] = f[i];
        }
      }
      case F64 -> System.arraycopy(doubles(), 0, out, 0, out.length);
      case I32 -> {
        int[] n = ints();
        for (int i = 0; i < out.length; i++) {
          out[i] = n[i];
        }
      }
    }
    return out;
  }

  /** True when type and every bit of every element agree. */
  public boolean sameBits(Tensor other) {
    if (!type.equals(other.type)) {
      return false;
    }
    return switch (type.dtype()) {
      case F32 -> Arrays.equals(floats(), other.floats());
      case F64 -> Arrays.equals(doubles(), other.doubles());
      case I32 -> Arrays.equals(ints(), other.ints());
    };
  }

  @Override
  public String toString() {
    return type.toString();
  }
}
