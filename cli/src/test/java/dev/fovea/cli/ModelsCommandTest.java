// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.Zoo;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ModelsCommandTest {
  @Test
  void listsTheWholeZoo() {
    JsonNode models = Run.fovea("models", "--json").json();
    assertThat(models.valueStream().map(model -> model.get("name").asString()))
        .containsExactlyElementsOf(Zoo.names());
    JsonNode lenet = models.get(0);
    assertThat(lenet.get("parameters").asLong()).isEqualTo(61706);
    assertThat(lenet.get("macs").asLong()).isEqualTo(416520);
    assertThat(lenet.get("input").toString()).isEqualTo("[1,28,28]");
    assertThat(lenet.get("year").asInt()).isEqualTo(1998);
  }

  @Test
  void listsOneFamily() {
    Run run = Run.fovea("models", "--family", "lenet");
    assertThat(run.out().lines()).hasSize(3);
    assertThat(run.exit()).isZero();
  }
}
