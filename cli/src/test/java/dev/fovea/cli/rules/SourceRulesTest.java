// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the class files no longer show: licence line, length of a file, a page for each package. */
class SourceRulesTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final int LONGEST = 400;

  @Test
  void everyFileNamesItsLicence() {
    assertThat(sources("main", "test"))
        .as("Java files whose first line is not the SPDX line")
        .filteredOn(file -> !lines(file).get(0).equals("// SPDX-License-Identifier: Apache-2.0"))
        .isEmpty();
  }

  @Test
  void noFileIsLongerThanAReaderCanHold() {
    assertThat(sources("main"))
        .as("Java files longer than %d lines", LONGEST)
        .filteredOn(file -> lines(file).size() > LONGEST)
        .isEmpty();
  }

  @Test
  void everyPackageHasItsPage() {
    assertThat(sources("main").stream().map(Path::getParent).distinct())
        .as("packages without package-info.java")
        .filteredOn(folder -> !Files.exists(folder.resolve("package-info.java")))
        .isEmpty();
  }

  private static List<Path> sources(String... sets) {
    try (Stream<Path> modules = Files.list(ROOT)) {
      List<Path> found =
          modules
              .flatMap(module -> Stream.of(sets).map(set -> module.resolve("src/" + set + "/java")))
              .filter(Files::isDirectory)
              .flatMap(SourceRulesTest::javaFiles)
              .toList();
      assertThat(found).as("Java files below %s", ROOT).isNotEmpty();
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
