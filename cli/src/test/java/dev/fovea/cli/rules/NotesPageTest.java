// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.Erratum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/notes.md} has a row for every number and the tests it names do hold it. */
class NotesPageTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern ROW = Pattern.compile("\\| ([WE][0-9]+) \\|.*\\| ([^|]*) \\|");
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)`(?: \\((W[0-9]+)\\))?");

  @Test
  void everyNumberHasItsRow() throws IOException {
    assertThat(rows().keySet())
        .containsAll(IntStream.rangeClosed(1, 68).mapToObj(i -> "W" + i).toList())
        .containsAll(Arrays.stream(Erratum.values()).map(Erratum::name).toList())
        .hasSize(68 + 26);
  }

  @Test
  void theTestsNamedHoldTheNumber() throws IOException {
    Map<String, String> sources = testSources();
    for (Map.Entry<String, String> row : rows().entrySet()) {
      Matcher test = TEST.matcher(row.getValue());
      if (row.getValue().equals("wording")) {
        assertThat(List.of("E22", "E24", "E25")).contains(row.getKey());
        continue;
      }
      if (row.getValue().equals("[measured](experiments.md)")) {
        // Orders that took hours of training.
        assertThat(row.getKey()).isEqualTo("W68");
        continue;
      }
      int named = 0;
      while (test.find()) {
        String tag = test.group(2) == null ? row.getKey() : test.group(2);
        assertThat(sources).as(row.getKey()).containsKey(test.group(1));
        assertThat(sources.get(test.group(1)))
            .as("%s in %s", tag, test.group(1))
            .containsPattern("\\b" + tag + "\\b");
        named++;
      }
      assertThat(named).as(row.toString()).isPositive();
    }
  }

  private static Map<String, String> rows() throws IOException {
    Map<String, String> rows = new TreeMap<>();
    for (String line : Files.readAllLines(ROOT.resolve("docs/notes.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        assertThat(rows.put(row.group(1), row.group(2))).as("second row %s", line).isNull();
      }
    }
    return rows;
  }

  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path tests : modules.map(m -> m.resolve("src/test/java")).toList()) {
        if (Files.isDirectory(tests)) {
          try (Stream<Path> files = Files.walk(tests)) {
            for (Path file : files.filter(f -> f.toString().endsWith("Test.java")).toList()) {
              String name = file.getFileName().toString().replace(".java", "");
              sources.put(name, Files.readString(file));
            }
          }
        }
      }
    }
    return sources;
  }
}
