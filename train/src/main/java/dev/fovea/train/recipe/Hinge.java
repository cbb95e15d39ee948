// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train.recipe;

import dev.fovea.autodiff.Loss;
import dev.fovea.op.Emitter;
import dev.fovea.op.SumTo;
import dev.fovea.op.Value;
import dev.fovea.tensor.TensorType;

/**
 * Multi-class hinge, the notes' SVM head (Crammer and Singer 2001; PyTorch's MultiMarginLoss):
 * {@code 1/(N C) sum_n sum_{c != y} max(0, 1 - x[n,y] + x[n,c])}.
 *
 * <p>Targets are 1 at the image's class and 0 elsewhere, of the type of the logits. At a kink the
 * gradient is that of the flat side.
 */
public record Hinge() implements Loss {
  @Override
  public TensorType targets(TensorType logits) {
    return logits;
  }

  @Override
  public Value emit(Emitter g, Value logits, Value targets) {
    Algebra a = new Algebra(g);
    TensorType row = TensorType.f32(logits.type().dim(0), 1);
    // A sum of one logit and zeros is that logit to the bit, so the own class comes to 0 exactly.
    Value own = g.emit(new SumTo(row), a.mul(logits, targets));
    Value margins = a.sub(a.add(a.sub(logits, own), a.number(1)), targets);
    Value sum = g.emit(new SumTo(TensorType.f32(1)), a.positive(margins));
    return a.mul(sum, 1.0 / logits.type().elements());
  }
}
