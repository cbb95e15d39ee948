// SPDX-License-Identifier: Apache-2.0
package dev.fovea.backend;

import dev.fovea.tensor.FoveaException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The arithmetic an executable uses inside; users' tensors are f32 whatever it is. */
public enum Precision {
  F32,
  /**
   * Images between layers and the products of convolutions in bfloat16 (8 bits of mantissa), sums
   * in f32; weights, gradients of weights, statistics, losses and optimisers in f32.
   */
  BF16,
  /** For oracles and gradient checks. */
  F64;

  /** The precision that prints as {@code name}. */
  public static Precision named(String name) {
    return Arrays.stream(values())
        .filter(precision -> precision.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new FoveaException("there is no precision '%s', only %s", name, List.of(values())));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
