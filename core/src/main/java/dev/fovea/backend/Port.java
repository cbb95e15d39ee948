// SPDX-License-Identifier: Apache-2.0
package dev.fovea.backend;

import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorType;

/** Where data enters or leaves an executable, in logical order; asked for once, used every run. */
public interface Port {
  TensorType type();

  /** Copies all elements in; for an f32 port. Allocates nothing. */
  void write(float[] values);

  /** Copies all elements in; for an i32 port. Allocates nothing. */
  void write(int[] values);

  /** Copies all elements out; for an f32 port. Allocates nothing. */
  void read(float[] into);

  /** Copies a tensor in; its shape must be the port's. */
  void write(Tensor value);

  /** A copy of the elements: f64 in a session of that precision, else of the port's type. */
  Tensor read();
}
