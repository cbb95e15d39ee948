// SPDX-License-Identifier: Apache-2.0
package dev.fovea.train;

import dev.fovea.backend.Executable;
import dev.fovea.backend.Port;
import java.util.List;

/** A compiled update of the weights by gradients that were gathered; a run allocates nothing. */
final class BoundUpdate {
  private final Executable executable;
  private final List<Port> scalars;
  private final float[] one = new float[1];

  BoundUpdate(Executable executable, List<String> scalarNames) {
    this.executable = executable;
    scalars = scalarNames.stream().map(executable::input).toList();
  }

  /** Takes the update; scalars in the order of the names. */
  void run(double[] scalarValues) {
    for (int i = 0; i < scalarValues.length; i++) {
      one[0] = (float) scalarValues[i];
      scalars.get(i).write(one);
    }
    executable.run();
  }
}
