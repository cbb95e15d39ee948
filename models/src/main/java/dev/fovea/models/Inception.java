// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static dev.fovea.nn.Blocks.concat;
import static dev.fovea.nn.Blocks.conv;
import static dev.fovea.nn.Blocks.named;
import static dev.fovea.nn.Blocks.op;
import static dev.fovea.nn.Blocks.relu;

import dev.fovea.nn.Block;
import dev.fovea.nn.Convolution;
import dev.fovea.nn.Scope;
import dev.fovea.nn.Sequential;
import dev.fovea.op.Pool;
import dev.fovea.op.Value;
import dev.fovea.tensor.FoveaException;
import dev.fovea.tensor.Window;

/**
 * The Inception block (Szegedy et al. 2015; notes M22): four branches over one input, joined along
 * the channels. {@code branch1} 1x1; {@code branch2} 1x1, 3x3; {@code branch3} 1x1, 5x5; {@code
 * branch4} 3x3 max pool, 1x1. All keep the size.
 *
 * @param c2a channels between the two convolutions of branch 2; 0 for the 3x3 alone
 * @param c3a the same for branch 3
 * @param third window of branch 3: 5, or 3 as in torchvision
 * @param norm whether BN stands between convolution and ReLU
 */
public record Inception(int c1, int c2a, int c2b, int c3a, int c3b, int c4, int third, boolean norm)
    implements Block {
  public Inception {
    FoveaException.check(third % 2 == 1, "Inception: window %d is not odd", third);
  }

  public Inception norm(boolean on) {
    return new Inception(c1, c2a, c2b, c3a, c3b, c4, third, on);
  }

  public Inception third(int size) {
    return new Inception(c1, c2a, c2b, c3a, c3b, c4, size, norm);
  }

  @Override
  public Value apply(Scope s, Value x) {
    return concat(
            named("branch1", unit(conv(c1, 1), norm)),
            named("branch2", pair(c2a, conv(c2b, 3))),
            named("branch3", pair(c3a, conv(c3b, third))),
            named(
                "branch4",
                Sequential.of(op(Pool.max(Window.of(3).pad(1))), unit(conv(c4, 1), norm))))
        .apply(s, x);
  }

  private Block pair(int reduced, Convolution second) {
    Block wide = unit(second.same(), norm);
    return reduced == 0 ? wide : Sequential.of(unit(conv(reduced, 1), norm), wide);
  }

  /** A convolution with ReLU, and with BN between: {@code conv}, {@code bn}. */
  static Block unit(Convolution conv, boolean norm) {
    return norm ? Parts.basicConv(conv) : Sequential.of().then("conv", conv).then("relu", relu());
  }
}
