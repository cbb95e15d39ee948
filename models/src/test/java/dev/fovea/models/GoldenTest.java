// SPDX-License-Identifier: Apache-2.0
package dev.fovea.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.analysis.Summary;
import dev.fovea.nn.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The summary of every network, part by part, is the one on file. {@code -Dgolden.write=true}
 * writes the files anew; their difference is what a reviewer reads.
 */
class GoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden");

  static Stream<String> names() {
    return Zoo.names().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void summaryIsTheOneOnFile(String name) throws IOException {
    Path file = FOLDER.resolve(name + ".txt");
    String text = text(Zoo.named(name));
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(file, text);
    }
    assertThat(file).as("write it with -Dgolden.write=true").exists().hasContent(text);
  }

  @Test
  void noFileIsLeftOver() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      Set<String> known = names().map(name -> name + ".txt").collect(Collectors.toSet());
      assertThat(files.map(file -> file.getFileName().toString())).isSubsetOf(known);
    }
  }

  /** A line a part: its last result, parameters, multiplications, receptive field. */
  private static String text(Entry entry) {
    Summary summary = Summary.of(entry.trace(1, Mode.INFER));
    StringBuilder text = new StringBuilder();
    line(
        text,
        entry.name(),
        entry.input() + " to " + entry.classes(),
        "parameters",
        "macs",
        "field");
    for (int i = 0; i < summary.rows().size(); ) {
      String part = part(summary.rows().get(i).path());
      long parameters = 0;
      long macs = 0;
      Summary.Row last = summary.rows().get(i);
      for (; i < summary.rows().size() && part(summary.rows().get(i).path()).equals(part); i++) {
        last = summary.rows().get(i);
        parameters += last.parameters();
        macs += last.macs();
      }
      String field = last.field().map(Object::toString).orElse("-");
      line(text, part, last.output().toString(), "" + parameters, "" + macs, field);
    }
    line(text, "total", "", "" + summary.parameters(), "" + summary.macs(), "");
    line(text, "buffers", "", "" + summary.buffers(), "", "");
    return text.toString();
  }

  private static void line(StringBuilder text, Object... cells) {
    String line = String.format(Locale.ROOT, "%-28s %-18s %12s %13s %9s", cells);
    text.append(line.stripTrailing()).append('\n');
  }

  /** The first name of a path; of the long lists in {@code features}, the first two. */
  private static String part(String path) {
    String[] names = path.split("\\.");
    boolean list = names[0].equals("features") && names.length > 1;
    return list ? names[0] + "." + names[1] : names[0].isEmpty() ? "-" : names[0];
  }

  @Test
  void partsAreTopLevelNames() {
    assertThat(new TreeSet<>(Set.of(part("features.3.0.conv"), part("layer1.0.conv1"), part(""))))
        .containsExactly("-", "features.3", "layer1");
  }
}
