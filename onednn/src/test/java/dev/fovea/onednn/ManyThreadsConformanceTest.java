// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.backend.Backend;
import dev.fovea.conformance.BackendConformance;

/** The kit once more with more threads than its batches have images. */
class ManyThreadsConformanceTest extends BackendConformance {
  @Override
  protected Backend backend() {
    return new OnednnBackend();
  }

  @Override
  protected int threads() {
    return 4;
  }
}
