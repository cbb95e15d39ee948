// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import dev.fovea.autodiff.Loss;
import dev.fovea.op.Emitter;
import dev.fovea.op.SoftmaxCrossEntropy;
import dev.fovea.op.Value;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;

/**
 * Mean cross-entropy of the softmax over classes (notes T48).
 *
 * @param soft false: targets are class numbers {@code i32[N]}; true: they are probabilities, of the
 *     type of the logits
 */
public record CrossEntropy(boolean soft) implements Loss {
  public static CrossEntropy ofClasses() {
    return new CrossEntropy(false);
  }

  public static CrossEntropy ofProbabilities() {
    return new CrossEntropy(true);
  }

  @Override
  public TensorType targets(TensorType logits) {
    return soft ? logits : new TensorType(DType.I32, Shape.of(logits.dim(0)));
  }

  @Override
  public Value emit(Emitter g, Value logits, Value targets) {
    return g.emit(new SoftmaxCrossEntropy(), logits, targets);
  }
}
