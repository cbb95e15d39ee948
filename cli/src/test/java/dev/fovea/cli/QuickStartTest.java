// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the README promises is compiled, runs, and learns. */
class QuickStartTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @Test
  void theReadmeShowsTheCodeThatRuns() throws IOException {
    String source =
        Files.readString(ROOT.resolve("cli/src/test/java/dev/fovea/cli/QuickStart.java"));
    String code =
        source
            .substring(source.indexOf("    // begin\n") + 13, source.indexOf("    // end\n"))
            .indent(-4);
    assertThat(code.lines()).hasSizeBetween(10, 20);
    assertThat(Files.readString(ROOT.resolve("README.md"))).contains("```java\n" + code + "```\n");
  }

  @Test
  void itLearns() {
    assertThat(QuickStart.run().last().orElseThrow().testAccuracy()).isGreaterThan(0.8);
  }
}
