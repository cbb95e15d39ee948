// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompilerDirectivesTest {
  private static final Path LAUNCHED = Path.of("src/main/launch/train.directives");

  @TempDir Path folder;

  @Test
  void theLaunchersFileIsUnderstood() {
    assertThat(CompilerDirectives.apply(LAUNCHED)).hasValue("1 compiler directives added");
  }

  @Test
  void whatItNamesExists() throws IOException {
    // A renamed package would drop out of the file without a word.
    assertThat(Pattern.compile("\"dev/fovea/(\\w+)/").matcher(Files.readString(LAUNCHED)).results())
        .isNotEmpty()
        .map(found -> found.group(1))
        .allSatisfy(
            name -> assertThat(Path.of("..", name, "src/main/java/dev/fovea", name)).isDirectory());
  }

  @Test
  void aBrokenFileChangesNothing() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken"), "{ nonsense");
    assertThat(CompilerDirectives.apply(broken))
        .hasValueSatisfying(answer -> assertThat(answer).contains("failed"));
  }
}
