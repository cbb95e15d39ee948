// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.report.plot.Raster;
import org.junit.jupiter.api.Test;

class ProbingTest {
  @Test
  void thePictureInTheMiddleHasNotMoved() {
    boolean[] kept = {true, false, false, false, true, false, false, false, true};
    Probing.Shifts shifts = new Probing.Shifts(new Raster(3, 3, new float[9]), kept);
    assertThat(shifts.moved()).isEqualTo(8);
    assertThat(shifts.stable()).isEqualTo(2);
  }
}
