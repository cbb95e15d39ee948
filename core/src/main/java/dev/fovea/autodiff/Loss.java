// SPDX-License-Identifier: Apache-2.0
package dev.fovea.autodiff;

import dev.fovea.op.Emitter;
import dev.fovea.op.Value;
import dev.fovea.tensor.TensorType;

/** What training makes small: a scalar function of the model's result and the targets. */
public interface Loss {
  /** The type of the targets that go with results of type {@code logits}. */
  TensorType targets(TensorType logits);

  /** Emits the mean loss of the batch, a value {@code f32[1]}. */
  Value emit(Emitter g, Value logits, Value targets);
}
