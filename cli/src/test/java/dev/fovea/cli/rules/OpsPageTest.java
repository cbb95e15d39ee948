// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Op;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/ops.md} is generated from the ops: their names, what their Javadoc says first, their
 * traits. Run with {@code -Dgolden.write=true} to write it anew.
 */
class OpsPageTest {
  private static final Path ROOT = root();
  private static final Pattern JAVADOC =
      Pattern.compile("/\\*\\*(.*?)\\*/\\s*(?:@\\w+\\s*)*public record (\\w+)\\(", Pattern.DOTALL);

  @Test
  void thePageSaysWhatTheOpsAre() throws IOException {
    Path page = ROOT.resolve("docs/ops.md");
    String text = page();
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(page, text);
    }
    assertThat(Files.readString(page)).isEqualTo(text);
  }

  private static String page() throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            # Ops

            Generated from `core/src/main/java/dev/fovea/op` by `OpsPageTest`. Every backend computes all of them; the full text (operands,
            results, gradient, source) is in each op's Javadoc.

            | op | what it is | traits |
            |---|---|---|
            """);
    List<Class<?>> ops = new ArrayList<>(List.of(Op.class.getPermittedSubclasses()));
    ops.sort(Comparator.comparing(Op::mnemonic));
    for (Class<?> op : ops) {
      text.append(
          "| `%s` | %s | %s |%n"
              .formatted(Op.mnemonic(op), summary(op), traits(op))
              .replace(System.lineSeparator(), "\n"));
    }
    return text.toString();
  }

  private static String traits(Class<?> op) {
    return Stream.of(op.getInterfaces())
        .filter(type -> type != Op.class)
        .map(type -> type.getSimpleName().toLowerCase(java.util.Locale.ROOT))
        .sorted()
        .reduce((a, b) -> a + ", " + b)
        .orElse("");
  }

  /** The first sentence of the record's Javadoc. */
  private static String summary(Class<?> op) throws IOException {
    Class<?> file = op.getEnclosingClass() == null ? op : op.getEnclosingClass();
    String source =
        Files.readString(
            ROOT.resolve("core/src/main/java/dev/fovea/op/" + file.getSimpleName() + ".java"));
    Matcher javadoc = JAVADOC.matcher(source);
    while (javadoc.find()) {
      if (javadoc.group(2).equals(op.getSimpleName())) {
        return sentence(javadoc.group(1));
      }
    }
    throw new AssertionError(op + " has no Javadoc");
  }

  private static String sentence(String javadoc) {
    String text =
        javadoc
            .substring(javadoc.contains("/**") ? javadoc.lastIndexOf("/**") + 3 : 0)
            .replaceAll("\\n\\s*\\*", " ")
            .replaceAll("\\s+", " ")
            .replaceAll("\\{@(?:code|link) #?((?:[^{}]|\\{[^{}]*\\})*)\\}", "`$1`")
            .strip();
    Matcher end = Pattern.compile("(?<!\\.)\\.(?= |$)").matcher(text);
    String first = end.find() ? text.substring(0, end.end()) : text;
    return first.replace("|", "\\|");
  }

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("docs/howto"))) {
      at = at.getParent();
    }
    return at;
  }
}
