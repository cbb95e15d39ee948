// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signals and full disks, which need a JVM of their own. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals and limits are those of POSIX")
class SignalTest {
  private static final int PATIENCE_SECONDS = 60;

  @TempDir private Path folder;

  private String[] train(Path out, String epochs) {
    return new String[] {
      "train",
      "lenet",
      "--data",
      "shapes",
      "--batch",
      "500",
      "--threads",
      "1",
      "--epochs",
      epochs,
      "--out",
      out.toString()
    };
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSignalEndsTheRunWithACheckpointToGoOnFrom(String signal, int exit) throws Exception {
    assumeFalse(signal.equals("INT") && Jvm.deafToInterrupts(), "this process ignores Ctrl-C");
    Path out = folder.resolve("run");
    Jvm jvm = Jvm.start(train(out, "100000"));
    await(out.resolve("results.csv"));
    jvm.signal(signal);
    assertThat(jvm.output()).contains("stopped before", "go on with: fovea train --resume " + out);
    assertThat(jvm.process().exitValue()).isEqualTo(exit);
    assertThat(out.resolve("checkpoints/last.safetensors")).exists();
    assertThat(out.resolve("result.json")).doesNotExist();
  }

  @Test
  void aRunThatWentOnEndsWithTheSameBits() throws Exception {
    Path whole = folder.resolve("whole");
    assertThat(Run.fovea(train(whole, "3")).exit()).isZero();
    Path parts = folder.resolve("parts");
    Jvm jvm = Jvm.start(train(parts, "3"));
    await(parts.resolve("results.csv"));
    jvm.signal("TERM");
    jvm.output();
    Run rest = Run.fovea("train", "--resume", parts.toString());
    assertThat(rest.exit()).as(rest.err()).isZero();
    assertThat(parts.resolve("weights/last.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("weights/last.safetensors"));
  }

  @Test
  void aHeapThatIsTooSmallIsAnsweredBeforeItIsTaken() throws Exception {
    Path out = folder.resolve("run");
    String options = "train lenet --data shapes --threads 1 --size 112 --batch 2000 --out " + out;
    Jvm jvm = Jvm.after("export JAVA_TOOL_OPTIONS=-Xmx300m", options.split(" "));
    String said = jvm.output();
    assertThat(said)
        .contains("fovea: lenet at batch 2000 needs ")
        .containsPattern(" MiB of it are free; --batch \\d+ fits")
        .doesNotContain("out of memory");
    assertThat(jvm.process().exitValue()).isEqualTo(1);
    assertThat(out).doesNotExist();
  }

  @Test
  void aDiskThatIsFullIsNamedAndNothingIsLeft() throws Exception {
    Path out = folder.resolve("run");
    Jvm jvm = Jvm.after("ulimit -f 256", train(out, "1"));
    String said = jvm.output();
    assertThat(said).contains("fovea: ").containsPattern("cannot write .*safetensors");
    assertThat(said).doesNotContain("\tat ", "Exception");
    assertThat(jvm.process().exitValue()).isEqualTo(1);
    assertThat(out).doesNotExist();
  }

  @Test
  void aRunThatIsKilledAtItsStartDoesNotCostTheOneItReplaces() throws Exception {
    Path out = folder.resolve("run");
    assertThat(Run.fovea(train(out, "1")).exit()).isZero();
    byte[] weights = Files.readAllBytes(out.resolve("weights/best.safetensors"));
    List<String> again = new ArrayList<>(List.of(train(out, "1")));
    again.add("--overwrite");
    Jvm jvm = Jvm.start(again.toArray(String[]::new));
    await(out.resolve("replaced-run/args.yaml"));
    jvm.process().destroyForcibly().waitFor();
    Path aside = out.resolve("replaced-run");
    assertThat(aside.resolve("weights/best.safetensors")).hasBinaryContent(weights);
    assertThat(Run.fovea("runs", out.toString()).out()).containsPattern("replaced-run .* finished");

    Run rest = Run.fovea("train", "--resume", out.toString());
    assertThat(rest.exit()).as(rest.err()).isZero();
    assertThat(aside).doesNotExist();
  }

  @Test
  void aReproductionThatIsStoppedLeavesNothing() throws Exception {
    Path run = folder.resolve("run");
    assertThat(Run.fovea(train(run, "1")).exit()).isZero();
    Path args = run.resolve("args.yaml");
    Files.writeString(args, Files.readString(args).replace("epochs: 1", "epochs: 100000"));
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    Jvm jvm =
        Jvm.after(
            "export JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=" + temporary, "reproduce", run.toString());
    awaitIn(temporary, "run/results.csv");
    jvm.signal("TERM");
    assertThat(jvm.output()).contains("stopped before").doesNotContain("internal error");
    assertThat(jvm.process().exitValue()).isEqualTo(143);
    assertThat(found(temporary, "")).isEmpty();
  }

  /** Waits for a file in a folder whose name begins with fovea-reproduce. */
  private static void awaitIn(Path folder, String file) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
    while (found(folder, file).isEmpty()) {
      assertThat(System.nanoTime()).as("%s has not come", file).isLessThan(end);
      Thread.sleep(10);
    }
  }

  private static List<Path> found(Path folder, String file) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> path.getFileName().toString().startsWith("fovea-reproduce"))
          .map(path -> path.resolve(file))
          .filter(Files::exists)
          .toList();
    }
  }

  private static void await(Path file) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
    while (!Files.exists(file)) {
      assertThat(System.nanoTime()).as("%s has not come", file).isLessThan(end);
      Thread.sleep(10);
    }
  }
}
