// SPDX-License-Identifier: Apache-2.0
package dev.fovea.reference;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Precision;
import dev.fovea.backend.Session;

/** The backend {@code reference}: plain Java on one thread, in every precision. */
public final class ReferenceBackend implements Backend {
  @Override
  public String name() {
    return "reference";
  }

  @Override
  public boolean supports(Precision precision) {
    return true;
  }

  @Override
  public Session open(Options options) {
    return new ReferenceSession(options.precision());
  }
}
