// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.backend.Port;
import dev.fovea.backend.Precision;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;

/** An array of an executable, seen from outside. */
record ReferencePort(String name, Array array, Precision precision) implements Port {
  @Override
  public TensorType type() {
    return array.type;
  }

  @Override
  public void write(float[] values) {
    fits(DType.F32, values.length);
    for (int i = 0; i < values.length; i++) {
      array.data[i] = values[i];
    }
  }

  @Override
  public void write(int[] values) {
    fits(DType.I32, values.length);
    for (int i = 0; i < values.length; i++) {
      array.data[i] = values[i];
    }
  }

  @Override
  public void read(float[] into) {
    fits(DType.F32, into.length);
    array.floats(into);
  }

  private void fits(DType dtype, int length) {
    check(
        array.type.dtype() == dtype && array.data.length == length,
        "%s: is %s, does not fit an array of %d %s",
        name,
        array.type,
        length,
        dtype);
  }

  @Override
  public void write(Tensor value) {
    array.set(name, value, precision);
  }

  @Override
  public Tensor read() {
    return array.get(precision);
  }
}
