// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DoctorCommandTest {
  @Test
  void exitCodeSaysWhetherAnythingNeededIsMissing() {
    Run run = Run.fovea("doctor", "--json");
    JsonNode found = run.json();
    assertThat(run.exit()).isEqualTo(found.get("ok").asBoolean() ? 0 : 1);
    assertThat(found.get("cpu").get("available").asInt()).isPositive();
    assertThat(found.get("threads").asInt()).isPositive();
    assertThat(found.get("oneDnn").get("version").asString()).startsWith("3.");
    assertThat(found.get("data").get("datasets").get("shapes").asBoolean()).isTrue();
    assertThat(found.get("memory").get("physical").asLong()).isPositive();
  }

  @Test
  void textNamesEveryPart() {
    assertThat(Run.fovea("doctor").out())
        .contains("JDK", "CPU", "oneDNN", "memory", "data cache", "shapes");
  }
}
