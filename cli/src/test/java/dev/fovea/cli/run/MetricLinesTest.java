// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.train.metric.Assessment;
import dev.fovea.train.metric.Predictions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricLinesTest {
  /** Class b fails, and of class c nothing is known. */
  @Test
  void aClassThatDoesNotOccurHasNoScores() {
    float[] logits = {1, 0, 0, /**/ 1, 0, 0};
    Assessment found = Assessment.of(new Predictions(logits, new int[] {0, 1}, 3));
    StringWriter text = new StringWriter();
    try (PrintWriter out = new PrintWriter(text)) {
      MetricLines.classes(found, List.of("a", "b", "c")).print(out);
    }
    assertThat(text.toString())
        .containsPattern("(?m)^b +0\\.0000 +0\\.0000 +0\\.0000 +1$")
        .containsPattern("(?m)^c +- +- +- +0$");
  }
}
