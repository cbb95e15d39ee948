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
    JsonNode lenet = models.get(Zoo.names().indexOf("lenet"));
    assertThat(lenet.get("parameters").asLong()).isEqualTo(61706);
    assertThat(lenet.get("macs").asLong()).isEqualTo(416520);
    assertThat(lenet.get("input").toString()).isEqualTo("[1,28,28]");
    assertThat(lenet.get("family").asString()).isEqualTo("lenet");
    assertThat(lenet.get("year").asInt()).isEqualTo(1998);
  }

  @Test
  void listsOneFamily() {
    JsonNode family = Run.fovea("models", "--family", "lenet", "--json").json();
    assertThat(family.valueStream().map(model -> model.get("name").asString()))
        .contains("lenet", "lenet5")
        .isSubsetOf(Zoo.names());
    assertThat(family).allMatch(model -> model.get("family").asString().equals("lenet"));
    long lines = Run.fovea("models", "--family", "lenet").out().lines().count();
    assertThat(lines).isEqualTo(1 + family.size());
  }
}
