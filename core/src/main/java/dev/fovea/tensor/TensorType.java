// SPDX-License-Identifier: Apache-2.0
package dev.fovea.tensor;

/**
 * What is known about a value before running: element type and shape; prints as {@code
 * f32[1,64,56,56]}.
 */
public record TensorType(DType dtype, Shape shape) {
  public static TensorType f32(int... dims) {
    return new TensorType(DType.F32, Shape.of(dims));
  }

  public static TensorType i32(int... dims) {
    return new TensorType(DType.I32, Shape.of(dims));
  }

  public int dim(int axis) {
    return shape.dim(axis);
  }

  public int rank() {
    return shape.rank();
  }

  public long elements() {
    return shape.elements();
  }

  /** Bytes of a dense array of this type. */
  public long bytes() {
    return Math.multiplyExact(elements(), (long) dtype.bytes());
  }

  public TensorType withShape(Shape other) {
    return new TensorType(dtype, other);
  }

  @Override
  public String toString() {
    return dtype + shape.toString();
  }

  /** Reads the form {@link #toString} prints. */
  public static TensorType parse(String text) {
    int bracket = text.indexOf('[');
    FoveaException.check(
        bracket > 0, "'%s' is not a tensor type, expected for example f32[1,3,8,8]", text);
    return new TensorType(
        DType.parse(text.substring(0, bracket)), Shape.parse(text.substring(bracket)));
  }
}
