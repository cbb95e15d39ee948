// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import dev.fovea.autodiff.Loss;
import dev.fovea.op.Concat;
import dev.fovea.op.Emitter;
import dev.fovea.op.Fill;
import dev.fovea.op.Reshape;
import dev.fovea.op.SoftmaxCrossEntropy;
import dev.fovea.op.Value;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import java.util.List;

/**
 * Logistic loss, each class a yes-or-no question of its own (PyTorch's BCEWithLogitsLoss): {@code
 * -1/(N C) sum t log s(x) + (1 - t) log(1 - s(x))}, s being the logistic function.
 *
 * <p>Targets are of the type of the logits, from 0 to 1. It is the cross-entropy of a softmax over
 * the logit and 0, whose kernels overflow for no logit.
 */
public record BinaryCrossEntropy() implements Loss {
  @Override
  public TensorType targets(TensorType logits) {
    return logits;
  }

  @Override
  public Value emit(Emitter g, Value logits, Value targets) {
    int questions = Math.toIntExact(logits.type().elements());
    TensorType column = TensorType.f32(questions, 1);
    Algebra a = new Algebra(g);
    Value yes = g.emit(new Reshape(column.shape()), logits);
    Value no = g.emit(new Fill(column, 0));
    Value is = g.emit(new Reshape(column.shape()), targets);
    Value isNot = a.sub(g.emit(new Fill(column, 1)), is);
    return g.emit(new SoftmaxCrossEntropy(), pair(g, yes, no), pair(g, is, isNot));
  }

  private static Value pair(Emitter g, Value first, Value second) {
    Shape joined = Shape.of(first.type().dim(0), 2);
    return g.emit(new Reshape(joined), g.apply(new Concat(1), List.of(first, second)).get(0));
  }
}
