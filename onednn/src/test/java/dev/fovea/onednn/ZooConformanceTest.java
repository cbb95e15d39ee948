// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import dev.fovea.backend.Backend;
import dev.fovea.conformance.ModelCase;
import dev.fovea.conformance.ModelConformance;
import java.util.stream.Stream;

class ZooConformanceTest extends ModelConformance {
  @Override
  protected Backend backend() {
    return new OnednnBackend();
  }

  @Override
  protected Stream<ModelCase> distinctModels() {
    return SmallZoo.distinct();
  }

  @Override
  protected Stream<ModelCase> models() {
    return SmallZoo.trainable();
  }
}
