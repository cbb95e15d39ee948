// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.autodiff.Loss;
import dev.fovea.op.Emitter;
import dev.fovea.op.SoftmaxCrossEntropy;
import dev.fovea.op.Value;
import dev.fovea.tensor.TensorType;

/** Softmax cross-entropy by class number. */
record CrossEntropy() implements Loss {
  @Override
  public TensorType targets(TensorType logits) {
    return TensorType.i32(logits.dim(0));
  }

  @Override
  public Value emit(Emitter g, Value logits, Value targets) {
    return g.emit(new SoftmaxCrossEntropy(), logits, targets);
  }
}
