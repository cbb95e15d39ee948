// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The lists of files at the end of the how-to pages, held against what exists: an op or model
 * family is named by the files of its list and by no others.
 */
class HowToTest {
  private static final Path ROOT = root();

  @ParameterizedTest
  @ValueSource(strings = {"LocalResponseNorm"})
  void anOpTouchesTheFilesOfItsPage(String op) throws IOException {
    List<Pattern> listed = listed("op.md", op);
    // Networks use ops; they are not part of adding one.
    List<String> naming = naming(op).stream().filter(f -> !f.startsWith("models/")).toList();
    assertThat(naming).allMatch(file -> matchesOne(listed, file));
    assertThat(listed).allMatch(pattern -> naming.stream().anyMatch(f -> matches(pattern, f)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Nin", "InceptionResNetV2", "ConvNet"})
  void aModelTouchesTheFilesOfItsPage(String family) throws IOException {
    List<Pattern> listed = listed("model.md", family);
    List<String> naming = naming(family);
    assertThat(naming).allMatch(file -> matchesOne(listed, file));
    assertThat(listed).allMatch(pattern -> naming.stream().anyMatch(f -> matches(pattern, f)));
  }

  /** The paths in the table of files, with the name in place of X. */
  private static List<Pattern> listed(String page, String name) throws IOException {
    String text = Files.readString(ROOT.resolve("docs/howto").resolve(page));
    String table = text.substring(text.indexOf("## Files"));
    return Pattern.compile("`([a-z]+/\\.\\.\\./[\\w/]+\\.java)`")
        .matcher(table)
        .results()
        .map(m -> m.group(1))
        .map(path -> path.replace("X.java", name + ".java"))
        .map(path -> Matcher.quoteReplacement(path).replace(".java", "\\.java"))
        .map(path -> path.replace("...", ".*").replace("Family", "\\w+"))
        .map(Pattern::compile)
        .toList();
  }

  /** Main sources that name the class, as paths below the root with forward slashes. */
  private static List<String> naming(String name) throws IOException {
    Pattern word = Pattern.compile("\\b" + name + "\\b");
    try (Stream<Path> files = Files.walk(ROOT, 12)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(file -> ROOT.relativize(file).toString().replace('\\', '/'))
          .filter(file -> file.matches("[a-z]+/src/main/.*"))
          .filter(file -> word.matcher(read(ROOT.resolve(file))).find())
          .toList();
    }
  }

  private static boolean matchesOne(List<Pattern> patterns, String file) {
    return patterns.stream().anyMatch(pattern -> matches(pattern, file));
  }

  private static boolean matches(Pattern pattern, String file) {
    return pattern.matcher(file).matches();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("docs/howto"))) {
      at = at.getParent();
    }
    return at;
  }
}
