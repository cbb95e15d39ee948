// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Precision;
import dev.fovea.conformance.BackendConformance;
import org.junit.jupiter.api.BeforeAll;

/** The kit once more with images in bf16, on CPUs that have it. */
class Bf16ConformanceTest extends BackendConformance {
  @BeforeAll
  static void onCpusThatHaveIt() {
    assumeTrue(new OnednnBackend().supports(Precision.BF16), "this CPU has no bf16");
  }

  @Override
  protected Backend backend() {
    return new OnednnBackend();
  }

  @Override
  protected Precision precision() {
    return Precision.BF16;
  }

  @Override
  protected int threads() {
    return 4;
  }
}
