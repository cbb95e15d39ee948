// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Precision;
import dev.fovea.backend.Session;
import dev.fovea.tensor.FoveaException;

/** oneDNN on the CPU, f32. Sessions of one backend share its threads. */
public final class OnednnBackend implements Backend {
  private final Workers workers = new Workers(Runtime.getRuntime().availableProcessors());

  @Override
  public String name() {
    return "onednn";
  }

  @Override
  public Session open(Options options) {
    FoveaException.check(
        options.precision() == Precision.F32,
        "backend onednn computes in f32, not %s",
        options.precision());
    return new OnednnSession(workers, options.threads());
  }
}
