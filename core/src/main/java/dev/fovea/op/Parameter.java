// SPDX-License-Identifier: Apache-2.0
package dev.fovea.op;

import dev.fovea.tensor.Init;
import dev.fovea.tensor.TensorType;
import java.util.List;

/**
 * A trained tensor, by its dotted path. No operands.
 *
 * @param path for example {@code layer2.0.conv1.weight}
 * @param type f32 in users' graphs
 * @param role what it does; decides initialisation recipes and weight decay
 * @param init how it starts unless a recipe says otherwise
 */
public record Parameter(String path, TensorType type, Role role, Init init)
    implements Op, Op.Stateful {
  /** What a parameter does. */
  public enum Role {
    /** Weights of a convolution or linear layer. */
    WEIGHT,
    /** Added per output channel. */
    BIAS,
    /** Multiplies a normalised channel. */
    SCALE,
    /** Added to a normalised channel. */
    SHIFT,
    /** The slope of a PReLU. */
    SLOPE
  }

  @Override
  public List<TensorType> infer(List<TensorType> in) {
    Op.checkArity(this, in, 0, 0);
    return List.of(type);
  }
}
