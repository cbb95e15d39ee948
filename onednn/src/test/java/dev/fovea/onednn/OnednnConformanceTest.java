// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.backend.Backend;
import dev.fovea.conformance.BackendConformance;

class OnednnConformanceTest extends BackendConformance {
  @Override
  protected Backend backend() {
    return new OnednnBackend();
  }
}
