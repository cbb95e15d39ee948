// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.train.LrFinder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the search for a learning rate comes to, in words. */
class FoundLrTest {
  private static String verdict(int steps, double slope) {
    List<LrFinder.Point> points = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      points.add(new LrFinder.Point(Math.pow(10, i - 6), 1, slope * i));
    }
    LrFinder found = new LrFinder(points);
    Double best = found.suggestion().isPresent() ? found.suggestion().getAsDouble() : null;
    return Trying.verdict(new Trying.FoundLr("m", "d", best, "lr.png", found));
  }

  @Test
  void tooFewStepsAreNotALossThatNeverFalls() {
    assertThat(verdict(15, -1)).startsWith("the loss falls steepest at lr 1");
    assertThat(verdict(15, 1)).startsWith("the loss never falls: ");
    assertThat(verdict(6, -1))
        .startsWith("the loss runs away behind lr 0.10, and 6 updates up to there are too few");
  }
}
