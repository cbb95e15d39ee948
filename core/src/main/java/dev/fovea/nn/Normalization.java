// SPDX-License-Identifier: Apache-2.0
package dev.fovea.nn;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.op.BatchNorm;
import dev.fovea.op.BatchNormInference;
import dev.fovea.op.Binary;
import dev.fovea.op.Fill;
import dev.fovea.op.Parameter.Role;
import dev.fovea.op.Value;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Batch normalisation with its parameters {@code weight : [C]}, {@code bias : [C]} (unless plain)
 * and buffers {@code running_mean : [C]}, {@code running_var : [C]}; C is read from the input,
 * [N,C] or [N,C,H,W]. Traced for training it normalises by the batch and moves the buffers; traced
 * for inference it normalises by the buffers.
 *
 * <p>The buffers move as PyTorch's do: {@code new = (1 - momentum) old + momentum statistic}, the
 * variance unbiased ({@code n / (n - 1)} times the one that normalises). PyTorch's counter {@code
 * num_batches_tracked} is no tensor of the graph, since nothing reads it.
 *
 * <p>An input of one value a channel can be traced for training, since what is frozen later needs
 * no second one; a training step that still normalises by it is refused when it is made.
 *
 * @param eps added to the variance
 * @param momentum weight of the newest batch in the buffers
 * @param affine whether there are weight and bias
 * @param scale how the weight starts; 0 makes a residual branch start as nothing
 */
public record Normalization(double eps, double momentum, boolean affine, Init scale)
    implements Block {
  public Normalization {
    check(eps >= 0 && eps < 1, "BatchNorm: eps must lie in [0, 1), was %s", eps);
    check(
        momentum >= 0 && momentum <= 1, "BatchNorm: momentum must lie in [0, 1], was %s", momentum);
  }

  public Normalization eps(double other) {
    return new Normalization(other, momentum, affine, scale);
  }

  public Normalization momentum(double other) {
    return new Normalization(eps, other, affine, scale);
  }

  /** Without weight and bias. */
  public Normalization plain() {
    return new Normalization(eps, momentum, false, scale);
  }

  public Normalization scale(Init other) {
    return new Normalization(eps, momentum, affine, other);
  }

  @Override
  public Value apply(Scope s, Value x) {
    TensorType type = x.type();
    check(
        type.rank() == 2 || type.rank() == 4,
        "%s: BatchNorm: input %s is neither [N,C] nor [N,C,H,W]",
        s.path(),
        type);
    Shape channels = Shape.of(type.dim(1));
    List<Value> operands = new ArrayList<>(List.of(x));
    if (affine) {
      operands.add(s.parameter("weight", channels, Role.SCALE, scale));
      operands.add(s.parameter("bias", channels, Role.SHIFT, Init.constant(0)));
    }
    Value mean = s.buffer("running_mean", channels, Init.constant(0));
    Value variance = s.buffer("running_var", channels, Init.constant(1));
    if (s.mode() == Mode.INFER) {
      operands.addAll(List.of(mean, variance));
      return s.apply(new BatchNormInference(eps), operands).get(0);
    }
    long n = BatchNorm.count(type);
    List<Value> results = s.apply(new BatchNorm(eps), operands);
    s.update(mean, moved(s, mean, results.get(1), momentum));
    s.update(variance, moved(s, variance, results.get(2), momentum * n / Math.max(1, n - 1)));
    return results.get(0);
  }

  private Value moved(Scope s, Value old, Value statistic, double weight) {
    return s.emit(
        new Binary(Binary.Fn.ADD), scaled(s, old, 1 - momentum), scaled(s, statistic, weight));
  }

  private static Value scaled(Scope s, Value v, double factor) {
    Value number = s.emit(new Fill(TensorType.f32(1), factor));
    return s.emit(new Binary(Binary.Fn.MUL), v, number);
  }
}
