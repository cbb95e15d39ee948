// SPDX-License-Identifier: Apache-2.0
package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.backend.Backend;
import dev.fovea.backend.Precision;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training in bf16, where the CPU has it, and what is said where it has not. */
class PrecisionTest {
  /** Hides from oneDNN what newer CPUs have; other CPUs ignore it. */
  private static final String WITHOUT_BF16 = "export ONEDNN_MAX_CPU_ISA=AVX512_CORE";

  @TempDir private Path folder;

  private String[] train(String precision, Path out) {
    return new String[] {
      "train",
      "lenet_bn",
      "--data",
      "shapes",
      "--epochs",
      "1",
      "--batch",
      "500",
      "--lr",
      "0.5",
      "--threads",
      "1",
      "--precision",
      precision,
      "--out",
      out.toString(),
      "--json"
    };
  }

  @Test
  void aRunInBf16IsReproducedAndEvaluatedInBf16() {
    boolean supported = Backend.named("onednn").supports(Precision.BF16);
    assumeTrue(supported, "this CPU has no bf16");
    Path run = folder.resolve("bf16");
    Run trained = Run.fovea(train("auto", run));
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(trained.err()).contains("onednn bf16 with 1 thread");
    assertThat(run.resolve("args.yaml")).content().contains("precision: bf16");
    Run again = Run.fovea("reproduce", run.toString(), "--json");
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(again.json().get("identical").asBoolean()).isTrue();
    assertThat(Run.fovea("evaluate", run.toString(), "--json").json().get("accuracy").asDouble())
        .isCloseTo(trained.json().get("testAccuracy").asDouble(), within(1e-9));
  }

  @Test
  void recipesSayTheirPrecision() {
    assertThat(Run.fovea("recipes", "fashion-mnist/fast").out()).contains("precision: auto");
    assertThat(Run.fovea("recipes", "notes/lenet").out()).contains("precision: f32");
  }

  @Test
  void aCpuWithoutBf16IsSaidAndAutoTakesF32() throws InterruptedException {
    Jvm refused = Jvm.after(WITHOUT_BF16, train("bf16", folder.resolve("refused")));
    assertThat(refused.output())
        .contains("this CPU has no arithmetic in bf16 (oneDNN finds avx")
        .contains("use f32");
    assertThat(folder.resolve("refused")).doesNotExist();
    Path run = folder.resolve("auto");
    assertThat(Jvm.after(WITHOUT_BF16, train("auto", run)).output())
        .contains("onednn f32 with 1 thread");
    assertThat(run.resolve("args.yaml")).content().contains("precision: f32");
  }
}
