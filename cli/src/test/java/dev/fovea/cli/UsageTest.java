// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wrong command line gets exit code 2 and one line that names the mistake. */
class UsageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sumary lenet                 | unknown command 'sumary'; did you mean summary?
          summary lenett               | unknown model 'lenett'; did you mean lenet, lenet5?
          summary                      | missing required parameter: 'MODEL'
          summary lenet lenet5         | unexpected argument 'lenet5'
          summary lenet --inptu 1x9x9  | unknown option '--inptu'; did you mean --input?
          summary --picture x.svg        | unknown option '--picture'; known are
          train --run-dir /no/where      | unknown option '--run-dir'; did you mean --data-dir
          train -batch 8 lenet           | unknown option '-batch'; did you mean --batch
          train nomodel --freeze --x     | unknown model 'nomodel'
          train --batch-size 8 lenet     | unknown option '--batch-size'; did you mean --batch, --size, --start-size?
          summary lenet --inptu=1x9x9  | unknown option '--inptu'; did you mean --input?
          summary lenet --input 1x9    | --input: '1x9' is not a size, expected CxHxW
          summary lenet --input 1x9xa  | --input: '1x9xa' is not a size, expected CxHxW
          summary lenet --input 0x9x9  | --input: '0x9x9' is not a size, expected CxHxW
          summary lenet --input 1x99999999999x1 | --input: '1x99999999999x1' is not a size
          summary lenet --batch x      | invalid value for option '--batch': 'x' is not an int
          summary lenet --batch 0      | --batch is 0, expected at least 1
          summary lenet --classes -3   | --classes is -3, expected at least 1
          models --family lent         | unknown family 'lent'; did you mean lenet?
          """)
  void isAnsweredInOneLine(String command, String message) {
    Run run = Run.fovea(command.strip().split(" +"));
    assertThat(run.err()).startsWith("fovea: " + message).endsWith("\n").containsOnlyOnce("\n");
    assertThat(run.out()).isEmpty();
    assertThat(run.exit()).isEqualTo(2);
  }

  @Test
  void numbersAreTheSameForEverybody() throws InterruptedException {
    String german = "export JAVA_TOOL_OPTIONS='-Duser.language=de -Duser.country=DE'";
    assertThat(Jvm.after(german, "summary", "lenet").output()).contains("61,706");
  }

  @Test
  void anEmptyPathIsNotTheCurrentFolder() {
    Run run = Run.fovea("evaluate", "");
    assertThat(run.err()).startsWith("fovea: a path is empty").containsOnlyOnce("\n");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(Run.fovea("train", "lenet", "--out", "").err()).startsWith("fovea: --out: a path");
  }

  @Test
  void anAtSignIsPartOfAName(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("more"), "--help");
    Run run = Run.fovea("evaluate", "@" + file);
    assertThat(run.err()).startsWith("fovea: there is no run folder @" + file);
    assertThat(run.exit()).isEqualTo(1);
  }

  @Test
  void sizesBeyondCountingAreRefused() {
    Run run = Run.fovea("summary", "lenet", "--input", "1x65536x65536");
    assertThat(run.err())
        .startsWith("fovea: fc1: f32[1,16,16382,16382] has 4293918784 numbers")
        .containsOnlyOnce("\n");
    assertThat(run.exit()).isEqualTo(1);
  }

  @Test
  void debugShowsTheTrace() {
    String[] wrong = {"summary", "lenet", "--input", "1x10x10"};
    assertThat(Run.fovea(wrong).err()).doesNotContain("\tat ").containsOnlyOnce("\n");
    assertThat(Run.fovea("summary", "lenet", "--input", "1x10x10", "--debug").err())
        .contains("\tat ");
    assertThat(Run.fovea("summary", "lenett", "--debug").err()).contains("\tat ");
  }

  @Test
  void withoutACommandItExplainsItself() {
    Run run = Run.fovea();
    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("Usage: fovea", "summary", "Exit codes:", "143");
  }

  @Test
  void everyCommandExplainsItself() {
    for (String name : Fovea.names()) {
      Run run = Run.fovea(name, "--help");
      assertThat(run.exit()).as(name).isZero();
      assertThat(run.out()).as(name).contains("Usage: fovea " + name, "--debug");
    }
  }
}
