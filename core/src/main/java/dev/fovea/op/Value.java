// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import dev.fovea.tensor.TensorType;

/** A typed handle to a result; the only thing a block or a gradient rule sees. */
public interface Value {
  TensorType type();
}
