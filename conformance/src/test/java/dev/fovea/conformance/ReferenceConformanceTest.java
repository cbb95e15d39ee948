// SPDX-License-Identifier: Apache-2.0
package dev.fovea.conformance;

import dev.fovea.backend.Backend;
import dev.fovea.reference.ReferenceBackend;

/**
 * The reference in f32 against itself in double: what a backend's own conformance test looks like.
 */
class ReferenceConformanceTest extends BackendConformance {
  @Override
  protected Backend backend() {
    return new ReferenceBackend();
  }
}
