// SPDX-License-Identifier: Apache-2.0
package dev.fovea.nn;

import static dev.fovea.tensor.FoveaException.check;

import dev.fovea.op.Linear;
import dev.fovea.op.Parameter.Role;
import dev.fovea.op.Value;
import dev.fovea.tensor.Init;
import dev.fovea.tensor.Shape;

/**
 * A fully connected layer with its parameters: {@code weight : [outputs, I]} and, unless switched
 * off, {@code bias : [outputs]}; I is read from the input, whose axes after the first are
 * flattened. Starts as PyTorch's Linear does.
 */
public record Dense(int outputs, boolean bias, Init init) implements Block {
  public Dense {
    check(outputs > 0, "Linear: outputs must be positive, was %d", outputs);
  }

  public Dense noBias() {
    return new Dense(outputs, false, init);
  }

  public Dense init(Init other) {
    return new Dense(outputs, bias, other);
  }

  @Override
  public Value apply(Scope s, Value x) {
    int features = Blocks.features(s, "linear", x.type());
    Value w = s.parameter("weight", Shape.of(outputs, features), Role.WEIGHT, init);
    if (!bias) {
      return s.emit(new Linear(), x, w);
    }
    Init start = Init.uniform(1 / Math.sqrt(features));
    return s.emit(new Linear(), x, w, s.parameter("bias", Shape.of(outputs), Role.BIAS, start));
  }
}
