// SPDX-License-Identifier: Apache-2.0
package dev.fovea.nn;

import dev.fovea.op.Value;

/** Part of a model: a pure function from a value to a value that asks its scope for parameters. */
@FunctionalInterface
public interface Block {
  Value apply(Scope s, Value x);

  /** This block, then {@code next}, in the same scope. */
  default Block then(Block next) {
    return (s, x) -> next.apply(s, apply(s, x));
  }
}
