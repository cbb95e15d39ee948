// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SummaryCommandTest {
  @Test
  void countsLeNetAsTheNotesDo() {
    JsonNode lenet = Run.fovea("summary", "lenet", "--json").json();
    assertThat(lenet.get("parameters").asLong()).isEqualTo(61706);
    assertThat(lenet.get("macs").asLong()).isEqualTo(416520);
    assertThat(lenet.get("layers"))
        .anySatisfy(
            layer -> {
              assertThat(layer.get("path").asString()).isEqualTo("conv2");
              assertThat(layer.get("op").asString()).isEqualTo("conv2d");
              assertThat(layer.get("output").toString()).isEqualTo("[1,16,10,10]");
              assertThat(layer.get("parameters").asLong()).isEqualTo(2416);
              assertThat(layer.get("macs").asLong()).isEqualTo(240000);
              assertThat(layer.get("receptiveField").toString()).isEqualTo("[14,14]");
            });
  }

  @Test
  void followsInputClassesAndBatch() {
    JsonNode wide =
        Run.fovea(
                "summary",
                "lenet",
                "--json",
                "--input",
                "3x32x32",
                "--classes",
                "7",
                "--batch",
                "4")
            .json();
    assertThat(wide.get("input").toString()).isEqualTo("[3,32,32]");
    assertThat(wide.get("layers").get(0).get("output").toString()).isEqualTo("[4,6,32,32]");
    assertThat(wide.get("layers").get(0).get("parameters").asLong()).isEqualTo(3 * 6 * 25 + 6);
    assertThat(wide.get("layers").get(10).get("output").toString()).isEqualTo("[4,7]");
  }

  @Test
  void aTooSmallInputNamesTheLayer() {
    Run run = Run.fovea("summary", "lenet", "--input", "1x10x10");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).startsWith("fovea: pool2: ").containsOnlyOnce("\n");
  }

  @Test
  void theTextTableHasTheSameTotals() {
    assertThat(Run.fovea("summary", "lenet").out())
        .contains("conv2     conv2d  1x16x10x10       2,416  240,000            14x14")
        .contains("61,706", "416,520");
  }
}
