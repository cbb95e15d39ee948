// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Gradient of batch normalisation with a ReLU behind it: {@link BatchNorm.Backward} of {@code dy}
 * where {@code y} is positive, of 0 elsewhere.
 *
 * <p>Operands: {@code y} (the ReLU's result), then those of {@link BatchNorm.Backward}: {@code dy},
 * {@code x}, {@code mean : [C]}, {@code var : [C]}, optionally {@code gamma : [C]}. Results: those
 * of {@link BatchNorm.Backward}. Made by a pass after differentiation; {@link #decompose} gives the
 * two ops back.
 */
public record BatchNormReluBackward(double eps) implements Op, Op.Decomposable {
  public BatchNormReluBackward {
    BatchNorm.checkEps(eps);
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 5, 6);
    check(
        in.get(0).equals(in.get(1)),
        "BatchNormReluBackward: gradient is %s but the output is %s",
        in.get(1),
        in.get(0));
    return new BatchNorm.Backward(eps).infer(in.subList(1, in.size()));
  }

  @Override
  public List<Value> decompose(Emitter g, List<? extends Value> in) {
    List<Value> operands = new ArrayList<>(in.subList(1, in.size()));
    operands.set(0, g.emit(new Unary.Backward(Unary.Fn.RELU), in.get(0), in.get(1)));
    return g.apply(new BatchNorm.Backward(eps), operands);
  }
}
