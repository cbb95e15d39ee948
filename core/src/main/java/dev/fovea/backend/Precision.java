// SPDX-License-Identifier: Apache-2.0
package dev.fovea.backend;

import java.util.Locale;

/** The arithmetic an executable uses inside; users' tensors are f32 whatever it is. */
public enum Precision {
  F32,
  /** For oracles and gradient checks. */
  F64;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
