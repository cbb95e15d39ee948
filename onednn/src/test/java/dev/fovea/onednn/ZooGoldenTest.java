// SPDX-License-Identifier: Apache-2.0
package dev.fovea.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Executable;
import dev.fovea.backend.Executable.Kernel;
import dev.fovea.backend.Session;
import dev.fovea.conformance.ModelCase;
import dev.fovea.ir.Graph;
import dev.fovea.models.Entry;
import dev.fovea.models.Zoo;
import dev.fovea.onednn.dnnl.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every network compiles to, at its default image and a batch of 8: steps by kind of work, so
 * that a copy or a lost fusion shows in a review, and memory with and without a plan. {@code
 * -Dgolden.write=true} writes the files anew.
 *
 * <p>Layouts, and with them the copies, depend on the processor, so the files hold for the
 * instruction set that their first line names, and on another the comparison is skipped; names of
 * implementations are left out, since they change with any release of oneDNN. Memory is in whole
 * MB: scratchpads grow with the threads.
 */
class ZooGoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden");
  private static final int BATCH = 8;
  private static final double MB = 1 << 20;

  static Stream<Entry> entries() {
    return Zoo.entries().stream();
  }

  @ParameterizedTest
  @MethodSource("entries")
  void compilesToWhatIsOnFile(Entry entry) throws IOException {
    Path file = FOLDER.resolve(entry.name() + ".txt");
    String first = "# " + isa();
    if (!Boolean.getBoolean("golden.write")) {
      assertThat(file).as("write it with -Dgolden.write=true").exists();
      Assumptions.assumeTrue(Files.readString(file).startsWith(first + "\n"), first);
    }
    ModelCase model = SmallZoo.standard(entry, BATCH);
    String training = text("train", model.stepGraph());
    String text = first + "\n" + training + text("infer", model.inference());
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(FOLDER);
      Files.writeString(file, text);
    }
    assertThat(file).hasContent(text);
  }

  @Test
  void noFileIsLeftOver() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      Set<String> known = entries().map(e -> e.name() + ".txt").collect(Collectors.toSet());
      assertThat(files.map(file -> file.getFileName().toString())).isSubsetOf(known);
    }
  }

  private static String isa() {
    try (Engine engine = Engine.open()) {
      String isa = engine.isa();
      // What later members of the family add is for other types than f32.
      return isa.startsWith("avx512") ? "avx512" : isa;
    }
  }

  private static String text(String mode, Graph graph) {
    try (Session session = new OnednnBackend().open(Backend.Options.f32(1));
        Executable executable = session.compile(graph)) {
      Map<String, Integer> counts = new TreeMap<>();
      for (Kernel kernel : executable.kernels()) {
        counts.merge(kernel.op(), 1, Integer::sum);
      }
      StringBuilder text = new StringBuilder();
      Executable.Footprint memory = executable.footprint();
      text.append(
          String.format(
              Locale.ROOT,
              "%s: %d steps, %.0f MB of memory, %.0f MB without sharing%n",
              mode,
              executable.kernels().size(),
              memory.arena() / MB,
              memory.unplanned() / MB));
      counts.forEach((op, n) -> text.append(String.format(Locale.ROOT, "%6d %s%n", n, op)));
      return text.toString();
    }
  }
}
